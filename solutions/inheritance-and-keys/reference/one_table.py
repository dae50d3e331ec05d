"""Reference solution with single table inheritance, in the style of 1.x: Column and session.query()."""

import enum
import uuid

from sqlalchemy import (
    ARRAY,
    JSON,
    Column,
    Enum,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    String,
    Text,
    Uuid,
    func,
)
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class State(enum.Enum):
    ACTIVE = 1
    BROKEN = 2
    RETIRED = 3


class Room(Base):
    __tablename__ = "room"

    number = Column(Integer, primary_key=True, autoincrement=False)
    building = Column(String(40), primary_key=True)
    name = Column(String(80), nullable=False)

    devices = relationship("Device", back_populates="room")


class Device(Base):
    __tablename__ = "device"
    __table_args__ = (ForeignKeyConstraint(["room_number", "building"], ["room.number", "room.building"]),)

    id = Column(Uuid, primary_key=True, default=uuid.uuid4)
    type = Column(String(20), nullable=False)
    name = Column(String(80), nullable=False)
    state = Column(Enum(State), nullable=False, default=State.ACTIVE)
    settings = Column(JSON, nullable=False)
    building = Column(String(40))
    room_number = Column(Integer)

    room = relationship("Room", back_populates="devices")

    __mapper_args__ = {"polymorphic_on": type, "polymorphic_identity": "device", "with_polymorphic": "*"}


class Sensor(Device):
    unit = Column(String(20))

    readings = relationship("Reading", back_populates="sensor", cascade="all, delete-orphan")

    __mapper_args__ = {"polymorphic_identity": "sensor"}


class Camera(Device):
    megapixels = Column(Integer)
    modes = Column(ARRAY(Text))

    __mapper_args__ = {"polymorphic_identity": "camera"}


class Reading(Base):
    __tablename__ = "reading"

    sensor_id = Column(Uuid, ForeignKey("device.id"), primary_key=True)
    number = Column(Integer, primary_key=True, autoincrement=False)
    value = Column(Float, nullable=False)

    sensor = relationship("Sensor", back_populates="readings")


def find_room(session, building, number):
    room = session.query(Room).filter_by(building=building, number=number).first()
    if room is None:
        raise ValueError(f"no room {number} in {building}")
    return room


def add_sensor(session, name, unit, building, number):
    sensor = Sensor(name=name, unit=unit, settings={}, room=find_room(session, building, number))
    session.add(sensor)
    session.commit()
    return sensor


def inventory(session):
    lines = []
    for device in session.query(Device).filter(Device.state != State.RETIRED).order_by(Device.name):
        detail = getattr(device, "unit", None) or getattr(device, "megapixels", None)
        lines.append({"name": device.name, "kind": device.type, "detail": detail})
    return lines


def devices_in(session, building, number):
    found = session.query(Device).filter_by(building=building, room_number=number)
    return found.order_by(Device.name).all()


def change_setting(session, device_id, key, value):
    device = session.query(Device).filter_by(id=device_id).first()
    if device is None:
        raise ValueError("no such device")
    device.settings = {**device.settings, key: value}
    session.commit()


def add_reading(session, sensor_id, value):
    sensor = session.query(Sensor).filter_by(id=sensor_id).first()
    if sensor is None:
        raise ValueError("no such sensor")
    last = session.query(func.max(Reading.number)).filter(Reading.sensor_id == sensor_id).scalar()
    reading = Reading(sensor=sensor, number=(last or 0) + 1, value=value)
    session.add(reading)
    session.commit()
    return reading


def close_room(session, building, number):
    session.delete(find_room(session, building, number))
    session.commit()
