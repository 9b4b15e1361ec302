"""What an operator writes in an afternoon: compares heat_stacks with state by means of etcdctl.

Usage: compare.py ETCDCTL (the endpoint comes from the environment). Exit code 1 where something differs.
"""
import base64
import json
import subprocess
import sys


def keys(prefix):
    """The documents under a prefix, by what stands behind it."""
    command = [sys.argv[1], "get", "--prefix", "-w", "json", prefix]
    answer = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    found = {}
    for one in answer.get("kvs", []):
        key = base64.b64decode(one["key"]).decode()
        found[key[len(prefix):]] = json.loads(base64.b64decode(one["value"]))
    return found


def outputs(listed):
    return {one["output_key"]: one["output_value"] for one in listed}


def differs(heat, state):
    """Why the two stages of one resource don't fit, or None."""
    inner = state["state"]
    if "orchestration_state" not in inner:
        return None if heat is None else "stack without orchestration_state"
    if heat is None:
        return "orchestration_state without stack"
    if heat["stack_status"] != inner["orchestration_state"]:
        return "status"
    if outputs(heat["output"]) != outputs(json.loads(inner["heat_outputs"])):
        return "outputs"
    return None


def main():
    heats, states = keys("/esi-worker/heat_stacks/"), keys("/state/")
    jobs = keys("/esi-worker/job_state/")
    wrong = [(name, "no state") for name in heats if name not in states and name not in jobs]
    for name, state in states.items():
        reason = None if name in jobs else differs(heats.get(name), state)
        if reason is not None:
            wrong.append((name, reason))
    for name, reason in wrong:
        print(name, reason)
    print(len(states), "compared,", len(wrong), "differ")
    return 1 if wrong else 0


sys.exit(main())
