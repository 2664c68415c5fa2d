"""The rules of src/protocol/rdp/outcome.cpp for logons on the server's screen (judge_active), with thresholds that can be
learnt anew from other recordings: how well would they have done on a server that nobody had measured?

The thresholds in use are read from the source, so that the two cannot drift apart unseen: judged with them, every connection
must come out as the program said.
"""

import math
import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src/protocol/rdp/outcome.cpp"
CONSTANTS = {"nothing_drawn": "kNothingDrawnMaxBytes", "pointers": "kPointersMaxBytes", "message": "kMessageMinBytes",
             "untouched": "kUntouchedMaxUnits"}
OFF = -1
SUCCEEDED, FAILED, NONE, UNKNOWN = "logon-succeeded", "logon-failed", "no-logon-attempted", "unknown"
RECENT_WINDOWS = {"restricted_admin_mode_supported", "redirected_authentication_mode_supported"}


def in_use():
    text = SOURCE.read_text()
    return {name: int(re.search(rf"{constant} = (\d+);", text)[1]) for name, constant in CONSTANTS.items()}


class Features:
    """`outcome_features` of a row."""

    def __init__(self, row):
        told = dict(word.partition("=")[::2] for word in row["outcome_features"])
        number = lambda name: int(told.get(name, 0))
        self.reaches_screen = told.get("conference") == "active" and "credssp" not in told
        self.is_recent_windows = bool(RECENT_WINDOWS & set(row.get("response_flags") or ()))
        self.notice = "logon_notice" in told
        self.incomplete = "incomplete" in told
        self.redrawn = "redrawn_after_typing" in told
        self.ended_by_server = told.get("ended_by") == "server"
        self.channel_replies, self.answers = number("channel_replies"), number("answers")
        self.server_bytes, self.first_draw = number("server_bytes"), number("first_draw_bytes")
        self.joined = number("channels_joined")
        self.input_units, self.client_units = number("input_units"), number("client_units")


def judge(seen, limits):
    if seen.notice:
        return SUCCEEDED
    if seen.is_recent_windows:
        return UNKNOWN
    if seen.channel_replies > 0:
        return SUCCEEDED
    if seen.server_bytes <= limits["nothing_drawn"]:
        return FAILED if seen.ended_by_server or not seen.incomplete else UNKNOWN
    if seen.joined == 2:
        return UNKNOWN
    if seen.answers > 0:
        return FAILED
    if seen.first_draw <= limits["pointers"]:
        return UNKNOWN if seen.server_bytes < seen.first_draw + limits["message"] else FAILED
    if seen.redrawn:
        return FAILED
    if seen.incomplete:
        return UNKNOWN
    if limits["untouched"] != OFF and (seen.input_units <= limits["untouched"] or seen.client_units == seen.input_units):
        return NONE
    return UNKNOWN


def between(low, high):
    """A limit above the low values and under the high ones: the middle, by ratio. Without examples, no rule."""
    if not low:
        return OFF
    top = max(low)
    above = [value for value in high if value > top]
    return int(math.sqrt(max(1, top) * min(above))) if above else 2 * top


def learnt(examples):
    """Limits from (Features, truth) of the recordings at hand."""
    unserved = [(seen, truth) for seen, truth in examples
                if seen.reaches_screen and not seen.channel_replies and not seen.notice and not seen.incomplete]
    failed = [seen for seen, truth in unserved if truth == FAILED]
    idle = [seen for seen, truth in unserved if truth == NONE]
    told = [seen for seen in failed if seen.server_bytes > seen.first_draw + 300]
    return {
        "nothing_drawn": between([seen.server_bytes for seen in failed if seen not in told and seen.server_bytes < 1000],
                                 [seen.server_bytes for seen in told + idle]),
        "pointers": between([seen.first_draw for seen in told if not seen.input_units > 12], [seen.first_draw for seen in idle]),
        "message": int(min((seen.server_bytes - seen.first_draw for seen in told), default=0) / 2) or OFF,
        "untouched": between([seen.input_units for seen in idle if seen.input_units < 12],
                             [seen.input_units for seen in failed if seen.redrawn]),
    }
