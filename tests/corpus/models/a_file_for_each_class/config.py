from dataclasses import dataclass
import configparser

_ini = configparser.ConfigParser()
_ini.read("config.ini")


@dataclass
class Settings:
    url: str = _ini.get("database", "url")
    debug: bool = _ini.getboolean("database", "debug")


settings = Settings()
