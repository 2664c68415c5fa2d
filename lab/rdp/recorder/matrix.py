"""The matrix of what has been recorded, with its empty cells and why each is empty."""
import collections


def text(rows, lost):
    cells = collections.Counter((row["server"], row["security"], row["client"], row["scenario"]) for row in rows)
    out = []
    for key in sorted(cells):
        out.append(f"{cells[key]:5}  " + "  ".join(key))
    out += [f"left out: {name}: {reason}" for name, reason in sorted(lost.items())]
    outcomes = collections.Counter(row["outcome"] for row in rows)
    out.append(f"{len(rows)} connections: " + ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common()))
    return "\n".join(out)
