"""Inheritance by hand: one class with a kind, and two that have the same columns once more."""
# fails: sensor-is-a-device, camera-is-a-device, state-default, room-devices, sensor-readings, add-sensor, inventory, devices-in, change-setting, add-reading, close-room, keys-are-made

import uuid

from sqlalchemy import ARRAY, Enum, ForeignKey, ForeignKeyConstraint, String, select
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Room(Base):
    __tablename__ = "rooms"

    building: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]

    devices: Mapped[list["Device"]] = relationship(back_populates="room", passive_deletes="all")


class Device(Base):
    __tablename__ = "devices"
    __table_args__ = (ForeignKeyConstraint(["building", "room_number"], ["rooms.building", "rooms.number"]),)

    id: Mapped[uuid.UUID] = mapped_column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    kind: Mapped[str] = mapped_column(default="device")
    name: Mapped[str]
    state: Mapped[str] = mapped_column(Enum("active", "broken", "retired", name="states"))
    settings: Mapped[dict] = mapped_column(JSONB)
    building: Mapped[str | None] = mapped_column(String(40))
    room_number: Mapped[int | None]
    unit: Mapped[str | None]
    megapixels: Mapped[int | None]

    room: Mapped[Room | None] = relationship(back_populates="devices")


class Sensor(Base):
    __tablename__ = "sensors"

    id: Mapped[uuid.UUID] = mapped_column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    unit: Mapped[str]

    readings: Mapped[list["Reading"]] = relationship(back_populates="sensor", cascade="all, delete-orphan")


class Camera(Base):
    __tablename__ = "cameras"

    id: Mapped[uuid.UUID] = mapped_column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    megapixels: Mapped[int]
    modes: Mapped[list[str]] = mapped_column(ARRAY(String))


class Reading(Base):
    __tablename__ = "readings"

    sensor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sensors.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[float]

    sensor: Mapped[Sensor] = relationship(back_populates="readings")


def inventory(session):
    devices = session.scalars(select(Device).where(Device.state != "retired").order_by(Device.name))
    return [{"name": d.name, "kind": d.kind, "detail": d.unit or d.megapixels} for d in devices]
