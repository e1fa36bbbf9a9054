"""Turns published Kubernetes objects into pods that `podman kube play` can run.

Podman has no controllers, no services and no kubelet, so this does what they would do to a pod before it starts:
  Deployment, StatefulSet and Job   become pods, whose number is the last part of their name; one claim for a volume is kept by name
  ConfigMaps and Secrets            are put into the environment, with $(NAME) replaced by what stands earlier in the list
  emptyDir                          becomes a directory of this machine, open to all as the kubelet's are: verify.sh makes it
  HTTP probes                       become commands in the container, since podman runs them by curl, which images need not have
Everything else of a pod (user, read-only root, capabilities, limits, volumes, probes, grace period) stays as it was published.

Usage: pods.py OBJECTS DIRECTORY [NAME=PORT...]
OBJECTS is a file of JSON objects, one after the other. NAME=PORT makes a pod's port reachable at this machine, as an Ingress would. For each
workload NAME this writes to DIRECTORY
  NAME.pod.json   its pod, in which NUMBER stands for the number
  NAME.ready      the command of its readiness probe, an argument a line; a job has none
and prints the kinds that were left out.
"""

import base64
import json
import pathlib
import re
import sys

WORKLOADS = ("Deployment", "StatefulSet", "Job")
USED_BY_PODS = ("ConfigMap", "Secret")


def read_objects(text):
    decoder = json.JSONDecoder()
    at = 0
    while text[at:].strip():
        while text[at].isspace():
            at += 1
        one, at = decoder.raw_decode(text, at)
        yield one


class Cluster:
    """The objects that pods refer to."""

    def __init__(self, objects):
        self._objects = {(one["kind"], one["metadata"]["name"]): one for one in objects}

    def config(self, name):
        return self._objects["ConfigMap", name].get("data", {})

    def secret(self, name, key):
        return base64.b64decode(self._objects["Secret", name]["data"][key]).decode()


def environment(cluster, container, pod_name):
    values = {}
    for source in container.pop("envFrom", []):
        values.update(cluster.config(source["configMapRef"]["name"]))
    for variable in container.get("env", []):
        source = variable.get("valueFrom")
        if source is None:
            value = re.sub(r"\$\(([^)]+)\)", lambda match: values.get(match[1], match[0]), variable.get("value", ""))
        elif "secretKeyRef" in source:
            value = cluster.secret(source["secretKeyRef"]["name"], source["secretKeyRef"]["key"])
        elif source.get("fieldRef", {}).get("fieldPath") == "metadata.name":
            value = pod_name
        else:
            raise ValueError(f"{container['name']}: {variable['name']} comes from {source}, which is not known here")
        values[variable["name"]] = value
    return [{"name": name, "value": value} for name, value in values.items()]


def by_command(container, probe):
    check = probe.pop("httpGet", None)
    if check:
        port = check["port"]
        number = next((one["containerPort"] for one in container["ports"] if one["name"] == port), port)
        probe["exec"] = {"command": ["wget", "-q", "-O", "/dev/null", f"http://127.0.0.1:{number}{check['path']}"]}
    return probe


def pod_of(cluster, workload, host_port, scratch):
    name = workload["metadata"]["name"]
    template = workload["spec"]["template"]
    spec = template["spec"]
    container = spec["containers"][0]
    pod_name = f"{name}-NUMBER"
    container["env"] = environment(cluster, container, pod_name)
    if "args" in container:
        values = {one["name"]: one["value"] for one in container["env"]}
        container["args"] = [re.sub(r"\$\(([^)]+)\)", lambda match: values.get(match[1], match[0]), one) for one in container["args"]]
    for kind in ("livenessProbe", "startupProbe", "readinessProbe"):
        if kind in container:
            by_command(container, container[kind])
    # Older versions of podman take a port without a hostPort for one of this machine.
    ports = container.pop("ports", [])
    if host_port:
        container["ports"] = [{**ports[0], "hostIP": "127.0.0.1", "hostPort": int(host_port)}]
    spec.setdefault("restartPolicy", "Always")
    for volume in spec.setdefault("volumes", []):
        if volume.pop("emptyDir", None) is not None:
            volume["hostPath"] = {"path": str(scratch / pod_name / volume["name"]), "type": "Directory"}
    spec["volumes"].extend(
        {"name": claim["metadata"]["name"], "persistentVolumeClaim": {"claimName": f"{claim['metadata']['name']}-{name}-0"}}
        for claim in workload["spec"].get("volumeClaimTemplates", []))
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": pod_name, "labels": template["metadata"]["labels"]}, "spec": spec}


def main(objects_file, directory, *published):
    objects = list(read_objects(pathlib.Path(objects_file).read_text()))
    cluster = Cluster(objects)
    target = pathlib.Path(directory)
    host_ports = dict(one.split("=") for one in published)
    for workload in (one for one in objects if one["kind"] in WORKLOADS):
        # A job's own name ends with its version.
        name = workload["metadata"]["labels"]["app.kubernetes.io/name"]
        workload["metadata"]["name"] = name
        pod = pod_of(cluster, workload, host_ports.get(name), target.resolve() / "scratch")
        (target / f"{name}.pod.json").write_text(json.dumps(pod, indent=1))
        readiness = pod["spec"]["containers"][0].get("readinessProbe")
        if readiness:
            (target / f"{name}.ready").write_text("\n".join(readiness["exec"]["command"]) + "\n")
    print(", ".join(sorted({one["kind"] for one in objects} - set(WORKLOADS) - set(USED_BY_PODS))))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
