"""Time and date, timers, alarms and reminders that survive restarts; and what times a request says."""
