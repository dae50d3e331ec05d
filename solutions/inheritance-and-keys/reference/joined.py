"""Reference solution with joined table inheritance, in the 2.0 style."""

import uuid

from sqlalchemy import ARRAY, Enum, ForeignKey, ForeignKeyConstraint, String, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectin_polymorphic


class Base(DeclarativeBase):
    pass


class Room(Base):
    __tablename__ = "rooms"

    building: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]

    devices: Mapped[list["Device"]] = relationship(back_populates="room")


class Device(Base):
    __tablename__ = "devices"
    __table_args__ = (ForeignKeyConstraint(["building", "room_number"], ["rooms.building", "rooms.number"]),)
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "device"}

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    kind: Mapped[str]
    name: Mapped[str]
    state: Mapped[str] = mapped_column(Enum("active", "broken", "retired", name="state"), default="active")
    settings: Mapped[dict] = mapped_column(MutableDict.as_mutable(JSONB))
    building: Mapped[str | None] = mapped_column(String(40))
    room_number: Mapped[int | None]

    room: Mapped[Room | None] = relationship(back_populates="devices")

    @property
    def detail(self) -> object:
        return None


class Sensor(Device):
    __tablename__ = "sensors"
    __mapper_args__ = {"polymorphic_identity": "sensor"}

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("devices.id"), primary_key=True)
    unit: Mapped[str]

    readings: Mapped[list["Reading"]] = relationship(back_populates="sensor", cascade="all, delete-orphan")

    @property
    def detail(self) -> object:
        return self.unit


class Camera(Device):
    __tablename__ = "cameras"
    __mapper_args__ = {"polymorphic_identity": "camera"}

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("devices.id"), primary_key=True)
    megapixels: Mapped[int]
    modes: Mapped[list[str]] = mapped_column(ARRAY(String))

    @property
    def detail(self) -> object:
        return self.megapixels


class Reading(Base):
    __tablename__ = "readings"

    sensor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sensors.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[float]

    sensor: Mapped[Sensor] = relationship(back_populates="readings")


ALL_COLUMNS = selectin_polymorphic(Device, [Sensor, Camera])


def add_sensor(session: Session, name: str, unit: str, building: str, number: int) -> Sensor:
    room = session.get(Room, (building, number))
    if room is None:
        raise ValueError("there is no such room")
    sensor = Sensor(name=name, unit=unit, settings={}, room=room)
    session.add(sensor)
    session.commit()
    return sensor


def inventory(session: Session) -> list[dict]:
    query = select(Device).where(Device.state != "retired").order_by(Device.name).options(ALL_COLUMNS)
    return [
        {"name": device.name, "kind": device.kind, "detail": device.detail} for device in session.scalars(query)
    ]


def devices_in(session: Session, building: str, number: int) -> list[Device]:
    query = (
        select(Device)
        .where(Device.building == building, Device.room_number == number)
        .order_by(Device.name)
        .options(ALL_COLUMNS)
    )
    return list(session.scalars(query))


def change_setting(session: Session, device_id: uuid.UUID, key: str, value: object) -> None:
    device = session.get(Device, device_id)
    if device is None:
        raise ValueError("there is no such device")
    device.settings[key] = value
    session.commit()


def add_reading(session: Session, sensor_id: uuid.UUID, value: float) -> Reading:
    if session.get(Sensor, sensor_id) is None:
        raise ValueError("there is no such sensor")
    last = session.scalar(select(func.max(Reading.number)).where(Reading.sensor_id == sensor_id)) or 0
    reading = Reading(sensor_id=sensor_id, number=last + 1, value=value)
    session.add(reading)
    session.commit()
    return reading


def close_room(session: Session, building: str, number: int) -> None:
    room = session.get(Room, (building, number))
    if room is None:
        raise ValueError("there is no such room")
    session.delete(room)
    session.commit()
