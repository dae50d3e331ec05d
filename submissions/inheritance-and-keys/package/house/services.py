from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified

from house.models import Camera, Device, Reading, Room, Sensor, State


def _find(session, model, key):
    found = session.get(model, key)
    if found is None:
        raise ValueError(f"no {model.__name__} {key}")
    return found


def add_sensor(session, name, unit, building, number):
    sensor = Sensor(name=name, unit=unit, room=_find(session, Room, (building, number)))
    session.add(sensor)
    session.commit()
    return sensor


def inventory(session):
    found = []
    for device in session.scalars(select(Device).where(Device.state != State.RETIRED).order_by(Device.name)):
        detail = None
        if isinstance(device, Sensor):
            detail = device.unit
        elif isinstance(device, Camera):
            detail = device.megapixels
        found.append({"name": device.name, "kind": device.kind.value, "detail": detail})
    return found


def devices_in(session, building, number):
    room = session.get(Room, {"building": building, "number": number})
    return sorted(room.devices, key=lambda device: device.name) if room else []


def change_setting(session, device_id, key, value):
    device = _find(session, Device, device_id)
    device.settings[key] = value
    flag_modified(device, "settings")
    session.commit()


def add_reading(session, sensor_id, value):
    sensor = _find(session, Sensor, sensor_id)
    last = session.scalar(select(func.max(Reading.number)).where(Reading.sensor == sensor))
    reading = Reading(sensor=sensor, number=1 if last is None else last + 1, value=value)
    session.add(reading)
    session.commit()
    return reading


def close_room(session, building, number):
    session.delete(_find(session, Room, (building, number)))
    session.commit()
