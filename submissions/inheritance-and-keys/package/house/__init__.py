# fails: nothing
from house.models import Camera, Device, Reading, Room, Sensor
from house.services import add_reading, add_sensor, change_setting, close_room, devices_in, inventory

__all__ = [
    "Camera",
    "Device",
    "Reading",
    "Room",
    "Sensor",
    "add_reading",
    "add_sensor",
    "change_setting",
    "close_room",
    "devices_in",
    "inventory",
]
