"""Ids that count, a room that is known by its number alone, and modes that are JSON."""
# fails: room-columns, device-columns, camera-is-a-device, reading-columns, state-default, room-devices, sensor-readings, add-sensor, inventory, devices-in, change-setting, add-reading, close-room

from sqlalchemy import JSON, Column, Enum, Float, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class Room(Base):
    __tablename__ = "rooms"

    number = Column(Integer, primary_key=True)
    building = Column(String(40), nullable=False)
    name = Column(String(80), nullable=False)

    devices = relationship("Device", back_populates="room")


class Device(Base):
    __tablename__ = "devices"

    id = Column(Integer, primary_key=True)
    kind = Column(String(20))
    name = Column(String(80), nullable=False)
    state = Column(Enum("active", "broken", "retired", name="state"), nullable=False, default="active")
    settings = Column(JSON, nullable=False, default=dict)
    building = Column(String(40))
    room_number = Column(Integer, ForeignKey("rooms.number"))

    room = relationship("Room", back_populates="devices")

    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "device"}


class Sensor(Device):
    unit = Column(String(20))

    readings = relationship("Reading", back_populates="sensor", cascade="all, delete-orphan")

    __mapper_args__ = {"polymorphic_identity": "sensor"}


class Camera(Device):
    megapixels = Column(Integer)
    modes = Column(JSON)

    __mapper_args__ = {"polymorphic_identity": "camera"}


class Reading(Base):
    __tablename__ = "readings"

    sensor_id = Column(Integer, ForeignKey("devices.id"), primary_key=True)
    number = Column(Integer, primary_key=True)
    value = Column(Float, nullable=False)

    sensor = relationship("Sensor", back_populates="readings")


def inventory(session):
    devices = session.query(Device).filter(Device.state != "retired").order_by(Device.name).all()
    return [
        {
            "name": device.name,
            "kind": device.kind,
            "detail": getattr(device, "unit", None) or getattr(device, "megapixels", None),
        }
        for device in devices
    ]


def change_setting(session, device_id, key, value):
    device = session.get(Device, device_id)
    settings = device.settings
    settings[key] = value
    device.settings = settings
    session.commit()


def close_room(session, building, number):
    room = session.query(Room).filter(Room.number == number).first()
    session.delete(room)
    session.commit()
