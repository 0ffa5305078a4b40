"""The security properties of this service."""

from .plumbing import SecurityProperty

NORMAL_USER = SecurityProperty("NormalUser", "Submit jobs and manage one's own.")
JOB_ADMINISTRATOR = SecurityProperty("JobAdministrator", "Manage everybody's jobs.")
PILOT = SecurityProperty("Pilot", "Take jobs from the queue and report on them.")
CERTIFIER = SecurityProperty("Certifier", "Read monitoring data and certify runs.")
DEVICE_OPERATOR = SecurityProperty("DeviceOperator", "Send commands to devices.")
SERVICE_ADMINISTRATOR = SecurityProperty(
    "ServiceAdministrator", "Manage users, clients and devices."
)

ALL = (
    NORMAL_USER,
    JOB_ADMINISTRATOR,
    PILOT,
    CERTIFIER,
    DEVICE_OPERATOR,
    SERVICE_ADMINISTRATOR,
)
