"""Sensors in the table of the devices, cameras in one of their own, whose key has another name."""

import enum
import uuid
from typing import Optional

from sqlalchemy import ARRAY, Enum, ForeignKey, ForeignKeyConstraint, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class State(enum.Enum):
    ACTIVE = "active"
    BROKEN = "broken"
    RETIRED = "retired"


class Kind(enum.Enum):
    DEVICE = "device"
    SENSOR = "sensor"
    CAMERA = "camera"


class Room(Base):
    __tablename__ = "rooms"

    building: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]

    devices: Mapped[list["Device"]] = relationship(back_populates="room")


class Device(Base):
    __tablename__ = "devices"
    __table_args__ = (
        ForeignKeyConstraint(
            ["building", "room_number"], ["rooms.building", "rooms.number"], ondelete="SET NULL"
        ),
    )
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": Kind.DEVICE, "with_polymorphic": "*"}

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    kind: Mapped[Kind] = mapped_column(Enum(Kind, values_callable=lambda kinds: [k.value for k in kinds]))
    name: Mapped[str]
    state: Mapped[State] = mapped_column(default=State.ACTIVE)
    settings: Mapped[dict] = mapped_column(JSONB, default=dict)
    building: Mapped[Optional[str]] = mapped_column(String(40))
    room_number: Mapped[Optional[int]]

    room: Mapped[Optional[Room]] = relationship(back_populates="devices")


class Sensor(Device):
    __mapper_args__ = {"polymorphic_identity": Kind.SENSOR}

    unit: Mapped[Optional[str]]

    readings: Mapped[list["Reading"]] = relationship(back_populates="sensor", cascade="all, delete-orphan")


class Camera(Device):
    __tablename__ = "cameras"
    __mapper_args__ = {"polymorphic_identity": Kind.CAMERA}

    device_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("devices.id"), primary_key=True)
    megapixels: Mapped[int]
    modes: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)


class Reading(Base):
    __tablename__ = "readings"

    sensor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("devices.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[float]

    sensor: Mapped[Sensor] = relationship(back_populates="readings")
