"""Sensors and cameras are devices. Replace every TODO; instructions.md says what is asked."""

import uuid

from sqlalchemy import ARRAY, JSON, Enum, ForeignKey, ForeignKeyConstraint, String, Uuid, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Room(Base):
    __tablename__ = "rooms"

    building: Mapped[str] = mapped_column(primary_key=True)
    # TODO: number, name; what is the primary key?
    # TODO: devices, one half of a pair


class Device(Base):
    __tablename__ = "devices"

    id: Mapped[int] = mapped_column(primary_key=True)
    # TODO: a UUID in place of a number; name, state, settings, building and room_number
    # TODO: room, the other half of Room.devices
    # TODO: what tells the rows of sensors and cameras from others?


class Sensor(Device):
    """A device that measures."""

    # TODO: unit; a table of its own, if you like
    # TODO: readings, one half of a pair


class Camera(Device):
    """A device that sees."""

    # TODO: megapixels and modes; a table of its own, if you like


class Reading(Base):
    __tablename__ = "readings"

    number: Mapped[int] = mapped_column(primary_key=True)
    # TODO: sensor_id, value; what is the primary key?
    # TODO: sensor, the other half of Sensor.readings


def add_sensor(session: Session, name: str, unit: str, building: str, number: int) -> Sensor:
    # TODO: store a sensor in the room; ValueError if there is no such room
    raise NotImplementedError


def inventory(session: Session) -> list[dict]:
    # TODO: name, kind and detail of every device that is not retired, by name
    raise NotImplementedError


def devices_in(session: Session, building: str, number: int) -> list[Device]:
    # TODO: the devices of the room, by name, with all that they have
    raise NotImplementedError


def change_setting(session: Session, device_id: uuid.UUID, key: str, value: object) -> None:
    # TODO: change one setting, so that it is stored
    raise NotImplementedError


def add_reading(session: Session, sensor_id: uuid.UUID, value: float) -> Reading:
    # TODO: store a reading with the next number of this sensor
    raise NotImplementedError


def close_room(session: Session, building: str, number: int) -> None:
    # TODO: delete the room; its devices stay
    raise NotImplementedError
