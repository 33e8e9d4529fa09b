"""How bench/gpu.py takes its figures: in turns, by the device's own clock."""
import json
import statistics
import time

import torch


class Clock:
    """Seconds on the device, or of the host where there is none."""

    def __init__(self, device):
        self.cuda = device == "cuda"

    def seconds(self, work, repeats):
        if not self.cuda:
            start = time.perf_counter()
            for _ in range(repeats):
                work()
            return (time.perf_counter() - start) / repeats
        torch.cuda.synchronize()
        start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        start.record()
        for _ in range(repeats):
            work()
        end.record()
        torch.cuda.synchronize()
        return start.elapsed_time(end) / 1000 / repeats


def alternate(clock, contenders, rounds, repeats, warm_ups=3):
    """Times all contenders in turns: name to seconds by round."""
    for work in contenders.values():
        for _ in range(warm_ups):
            work()
    times = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, work in contenders.items():
            times[name].append(clock.seconds(work, repeats))
    return times


def ceilings(clock, device, dtype):
    """What the card's matrix product and copy reach: FLOP/s and bytes/s."""
    n = 8192 if device == "cuda" else 512
    a, b = (torch.randn(n, n, device=device, dtype=dtype) for _ in range(2))
    product = statistics.median(alternate(clock, {"mm": lambda: a @ b}, 5, 10)["mm"])
    source, target = (torch.randn(n, n * 4, device=device, dtype=dtype) for _ in range(2))
    copy = statistics.median(alternate(clock, {"copy": lambda: target.copy_(source)}, 5, 10)["copy"])
    return 2 * n**3 / product, 2 * source.nbytes / copy


def flops(work):
    from torch.utils.flop_counter import FlopCounterMode

    with FlopCounterMode(display=False) as counter:
        work()
    return counter.get_total_flops()


def device_calls(work):
    """Of one call: kernels by name with their microseconds, and how often the host waits or copies."""
    from torch.profiler import ProfilerActivity, profile

    with profile(activities=[ProfilerActivity.CPU, ProfilerActivity.CUDA]) as profiler:
        work()
        torch.cuda.synchronize()
    kernels, host = {}, {"copies to the host": 0, "copies to the device": 0, "waits": -1}  # the last wait is ours
    for event in profiler.events():
        if event.device_type == torch.autograd.DeviceType.CUDA:
            if "DtoH" in event.name:
                host["copies to the host"] += 1
            elif "HtoD" in event.name:
                host["copies to the device"] += 1
            kernels[event.name] = kernels.get(event.name, 0) + event.device_time
        elif event.name in ("cudaStreamSynchronize", "cudaDeviceSynchronize", "cudaEventSynchronize"):
            host["waits"] += 1
    return kernels, host


class Report:
    def __init__(self, card):
        self.lines = [
            f"Measured on {card}, torch {torch.__version__}.",
            "",
            "| what | batch | ours | peer | peer's time | ratio, median (lowest to highest) |",
            "|---|---|---|---|---|---|",
        ]
        self.rows = []

    def add(self, what, batch, times, ours, note=lambda seconds: ""):
        for peer in [name for name in times if name != ours]:
            ratios = [mine / theirs for mine, theirs in zip(times[ours], times[peer])]
            mine, theirs = statistics.median(times[ours]), statistics.median(times[peer])
            row = dict(what=what, batch=batch, ours=mine, peer=peer, peer_seconds=theirs)
            row.update(ratio=statistics.median(ratios), lowest=min(ratios), highest=max(ratios))
            self.rows.append(row)
            self.say(
                f"| {what} | {batch} | {mine * 1e3:.2f} ms{note(mine)} | {peer} | {theirs * 1e3:.2f} ms{note(theirs)}"
                f" | **{row['ratio']:.2f}** ({min(ratios):.2f} to {max(ratios):.2f}) |"
            )

    def say(self, line):
        self.lines.append(line)
        print(line, flush=True)

    def write(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "gpu.md").write_text("\n".join(self.lines) + "\n")
        (folder / "gpu.json").write_text(json.dumps(self.rows, indent=1) + "\n")
