"""Values that a service can be sent."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st

few = settings(max_examples=15, deadline=None)
"""For properties whose every example is two real requests."""

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
"""Text that UTF-8 can hold."""

header_texts = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=12
)
"""What RFC 9110 allows in a field without quoting or losing blanks."""

segments = texts.filter(lambda text: text not in ("", ".", ".."))
"""Text that can be a segment of a path."""

numbers = st.floats(allow_nan=False, allow_infinity=False)
decimals = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4
).map(lambda value: Decimal(str(value)))
moments = st.datetimes(
    min_value=dt.datetime(1900, 1, 1),
    max_value=dt.datetime(2200, 1, 1),
    timezones=st.sampled_from([dt.UTC, dt.timezone(dt.timedelta(hours=5, minutes=30))]),
)
durations = st.timedeltas(
    min_value=dt.timedelta(days=-999), max_value=dt.timedelta(days=999)
)
