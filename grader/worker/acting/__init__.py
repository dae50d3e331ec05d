"""Acts carried out: functions called, objects made and changed, sessions handed out."""
