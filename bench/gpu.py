#!/usr/bin/env python3
"""Measures latentmill's networks on a GPU beside those of Hugging Face diffusers.

The archives are those that the application runs (mvn -Pbenchmark -pl udf -Dtest=ArchivesBenchmark
test writes them to udf/target/benchmark/archives). Nothing but torch and diffusers is needed: no JVM,
no checkpoint. Weights are drawn at random, the same for both; every figure is taken in turns with its
peer, and what both compute is compared with float32 before it is timed.
"""
import argparse
import json
import pathlib
import sys

import torch

from measuring import Clock, Report, alternate, ceilings, device_calls, flops

HALF = 5  # c10::ScalarType, as the archives take it
FLOAT = 6
SIZES = {"sd1": 64, "sdxl": 128}  # of latents: images of 512 and 1024 pixels
STEPS = {"sd1": 30, "sdxl": 20}


class Network:
    """An archive with random weights, and diffusers' network of the same weights."""

    def __init__(self, folder, name, device, dtype):
        description = json.loads((folder / f"{name}.json").read_text())
        self.config = description["config"]
        self.weights = {key: random_weight(key, shape, device, dtype) for key, shape in description["weights"].items()}
        self.script = load_script(folder / f"{name}.pt", self.weights, dtype, device)
        self.device, self.dtype = device, dtype

    def peer(self, kind, channels_last=False, dtype=None):
        with torch.device("meta"):
            network = kind.from_config(self.config)
        weights = {key: tensor.to(dtype or self.dtype) for key, tensor in self.weights.items()}
        network.load_state_dict(weights, assign=True)
        network.eval()
        return network.to(memory_format=torch.channels_last) if channels_last else network


def load_script(path, weights, dtype, device):
    script = torch.jit.load(str(path), map_location=device)
    number = torch.tensor(HALF if dtype == torch.float16 else FLOAT, device=device)
    for key, tensor in weights.items():
        script.put({key: tensor, "dtype": number})
    if hasattr(script, "prepare"):
        script.prepare({})
    return script


def random_weight(name, shape, device, dtype):
    """Matrices and kernels keep the variance of what passes through them."""
    fan_in = 1000 if len(shape) == 1 else torch.Size(shape[1:]).numel()
    bound = (3.0 / fan_in) ** 0.5
    centre = 1.0 if len(shape) == 1 and name.endswith(".weight") else 0.0
    return torch.empty(shape, device=device).uniform_(centre - bound, centre + bound).to(dtype)


class Inputs:
    """A guided batch: latents of B rows, text of [uncond; cond]."""

    def __init__(self, family, batch, config, device, dtype):
        size = SIZES[family]
        self.batch = batch
        self.sample = torch.randn(batch, 4, size, size, device=device)
        self.hidden = torch.randn(2 * batch, 77, config["cross_attention_dim"], device=device, dtype=dtype)
        self.timestep = torch.tensor([501.0], device=device)
        self.pooled = self.ids = None
        if config.get("addition_embed_type") == "text_time":
            self.pooled = torch.randn(2 * batch, 1280, device=device, dtype=dtype)
            pixels = 8.0 * size
            self.ids = torch.tensor([[pixels, pixels, 0, 0, pixels, pixels]] * (2 * batch), device=device)


def our_step(script, inputs):
    """What a step costs after what is done once a prompt and once a schedule, as the application does it."""
    rows = torch.arange(2 * inputs.batch, device=inputs.sample.device)
    context = script.context(inputs.hidden, rows)
    added = [] if inputs.pooled is None else [script.added(inputs.pooled, inputs.ids)]
    time = script.time(inputs.timestep, [], added)
    return lambda: script.forward(inputs.sample, time, list(context), [], [])


def peer_step(network, inputs, dtype, channels_last=False):
    extra = {}
    if inputs.pooled is not None:
        extra["added_cond_kwargs"] = {"text_embeds": inputs.pooled.to(dtype), "time_ids": inputs.ids}
    hidden = inputs.hidden.to(dtype)

    def step():
        sample = torch.cat([inputs.sample, inputs.sample]).to(dtype)
        if channels_last:
            sample = sample.contiguous(memory_format=torch.channels_last)
        return network(sample, inputs.timestep, encoder_hidden_states=hidden, **extra, return_dict=False)[0]

    return step


def error(value, reference):
    return ((value.float() - reference).norm() / reference.norm()).item()


class Family:
    """What is measured of one kind of checkpoint, at several batch sizes."""

    def __init__(self, name, folder, options, clock, report):
        self.name, self.folder, self.options, self.clock, self.report = name, folder, options, clock, report
        self.device, self.dtype = options.device, torch.float16 if options.device == "cuda" else torch.float32
        self.unet = Network(folder, "unet", self.device, self.dtype)
        upcast = json.loads((folder / "vae.json").read_text())["config"].get("force_upcast", True)
        self.vae = Network(folder, "vae", self.device, torch.float32 if upcast and name == "sdxl" else self.dtype)

    def measure(self, reach):
        from diffusers import UNet2DConditionModel

        eager = self.unet.peer(UNet2DConditionModel)
        last = self.unet.peer(UNet2DConditionModel, channels_last=True)
        self.agree(eager)
        for batch in self.options.batches:
            inputs = Inputs(self.name, batch, self.unet.config, self.device, self.dtype)
            contenders = {
                "ours": our_step(self.unet.script, inputs),
                "diffusers": peer_step(eager, inputs, self.dtype),
                "diffusers, channels_last": peer_step(last, inputs, self.dtype, channels_last=True),
            }
            if batch in self.options.compile:
                contenders["diffusers, torch.compile"] = peer_step(torch.compile(last), inputs, self.dtype, True)
            work = flops(contenders["diffusers"])
            times = alternate(self.clock, contenders, self.options.rounds, self.options.repeats)
            share = lambda seconds: f" ({100 * work / seconds / reach:.0f} %)"
            self.report.add(f"{self.name} U-Net step, guided", batch, times, "ours", share)
            torch.compiler.reset()
        self.decode()
        self.images(last)

    def agree(self, eager):
        """Ours and diffusers' in the computing type, held against diffusers in float32."""
        from diffusers import UNet2DConditionModel

        inputs = Inputs(self.name, 1, self.unet.config, self.device, self.dtype)
        exact = peer_step(self.unet.peer(UNet2DConditionModel, dtype=torch.float32), inputs, torch.float32)()
        ours, theirs = our_step(self.unet.script, inputs)(), peer_step(eager, inputs, self.dtype)()
        self.report.say(
            f"{self.name} U-Net, distance from diffusers in float32: ours {error(ours, exact):.1e},"
            f" diffusers {error(theirs, exact):.1e}"
        )
        if self.device == "cuda":
            kernels, host = device_calls(our_step(self.unet.script, inputs))
            attention = sum("flash" in name for name in kernels)
            self.report.say(f"{self.name} step of ours: {host}, {attention} kinds of flash attention kernels")
            for name, microseconds in sorted(kernels.items(), key=lambda item: -item[1])[:16]:
                self.report.say(f"    {microseconds:8.0f} us {name[:110]}")

    def decode(self):
        from diffusers import AutoencoderKL

        size = SIZES[self.name]
        latents = torch.randn(1, 4, size, size, device=self.device)
        scalar = FLOAT if self.vae.dtype == torch.float32 else HALF
        peers = {flag: self.vae.peer(AutoencoderKL, flag) for flag in (False, True)}
        contenders = {
            "ours": lambda: self.vae.script.decode(latents, scalar),
            "diffusers": lambda: peers[False].decode(latents.to(self.vae.dtype), return_dict=False)[0],
            "diffusers, channels_last": lambda: peers[True].decode(latents.to(self.vae.dtype), return_dict=False)[0],
        }
        exact = self.vae.peer(AutoencoderKL, dtype=torch.float32).decode(latents, return_dict=False)[0]
        distances = {name: f"{error(work(), exact):.1e}" for name, work in contenders.items()}
        self.report.say(f"{self.name} VAE, distance from diffusers in float32: {distances}")
        times = alternate(self.clock, contenders, self.options.rounds, self.options.repeats)
        self.report.add(f"{self.name} VAE decode", 1, times, "ours")

    def images(self, unet):
        """Whole images from embeddings, beside diffusers' own pipeline."""
        peer = pipeline(self.name, unet, self.vae)
        steps = STEPS[self.name]
        for batch in self.options.images:
            inputs = Inputs(self.name, batch, self.unet.config, self.device, self.dtype)
            contenders = {
                "ours": lambda: our_images(self.unet.script, self.vae, inputs, steps),
                "diffusers' pipeline, channels_last": lambda: peer_images(peer, inputs, steps),
            }
            times = alternate(self.clock, contenders, 3, 1, warm_ups=1)
            rate = lambda seconds: f" ({batch / seconds:.2f} images/s)"
            self.report.add(f"{self.name} images of {steps} steps", batch, times, "ours", rate)


def our_images(script, vae, inputs, steps, guidance=7.5):
    """The loop that the application runs: Euler under guidance; only the first line waits for nothing to come."""
    rows = torch.arange(2 * inputs.batch, device=inputs.sample.device)
    context = script.context(inputs.hidden, rows)
    added = [] if inputs.pooled is None else [script.added(inputs.pooled, inputs.ids)]
    sigmas, timesteps = euler(steps)
    times = [script.time(t, [], added) for t in timesteps.to(inputs.sample.device).split(1)]
    latents = inputs.sample * sigmas[0]
    for index in range(steps):
        sigma = sigmas[index]
        scaled = latents / (sigma**2 + 1) ** 0.5
        uncond, cond = script.forward(scaled, times[index], list(context), [], []).chunk(2)
        latents = latents + (sigmas[index + 1] - sigma) * (uncond + guidance * (cond - uncond))
    scale = 0.18215 if inputs.pooled is None else 0.13025
    decode = lambda part: vae.script.decode(part, FLOAT if vae.dtype == torch.float32 else HALF)
    return torch.cat([decode(part) for part in (latents / scale).split(1)])


def euler(steps):
    """Sigmas and timesteps of the scaled linear schedule, as plain numbers: none comes from the device."""
    betas = torch.linspace(0.00085**0.5, 0.012**0.5, 1000, dtype=torch.float64) ** 2
    cumulative = torch.cumprod(1 - betas, 0)
    timesteps = torch.linspace(999, 0, steps).round().long()
    sigmas = ((1 - cumulative[timesteps]) / cumulative[timesteps]) ** 0.5
    return sigmas.tolist() + [0.0], timesteps.float()


def pipeline(name, unet, vae):
    import diffusers

    network = vae.peer(diffusers.AutoencoderKL, channels_last=True)
    noise = dict(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1)
    scheduler = diffusers.EulerDiscreteScheduler(**noise)
    parts = dict(vae=network, unet=unet, scheduler=scheduler, text_encoder=None, tokenizer=None)
    if name == "sdxl":
        whole = diffusers.StableDiffusionXLPipeline(**parts, text_encoder_2=None, tokenizer_2=None, add_watermarker=False)
    else:
        whole = diffusers.StableDiffusionPipeline(
            **parts, safety_checker=None, feature_extractor=None, requires_safety_checker=False
        )
    whole.set_progress_bar_config(disable=True)
    return whole


def peer_images(whole, inputs, steps):
    negative, positive = inputs.hidden.chunk(2)
    texts = dict(prompt_embeds=positive, negative_prompt_embeds=negative)
    if inputs.pooled is not None:
        texts["negative_pooled_prompt_embeds"], texts["pooled_prompt_embeds"] = inputs.pooled.chunk(2)
    size = 8 * inputs.sample.size(-1)
    return whole(**texts, height=size, width=size, num_inference_steps=steps, guidance_scale=7.5, output_type="pt").images


def numbers(text):
    return [int(part) for part in text.split(",") if part]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archives", type=pathlib.Path, default="udf/target/benchmark/archives")
    parser.add_argument("--families", default="sd1,sdxl")
    parser.add_argument("--batches", type=numbers, default="1,4,8,16", help="rows of a step; each is guided")
    parser.add_argument("--compile", type=numbers, default="1,8", help="batches at which torch.compile takes part")
    parser.add_argument("--images", type=numbers, default="1,8", help="batches of whole images")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--repeats", type=int, default=10, help="calls timed together")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--output", type=pathlib.Path, default="bench-results")
    options = parser.parse_args()
    torch.manual_seed(0)
    torch.backends.cudnn.benchmark = True
    torch._C._set_graph_executor_optimize(False)  # as the application does
    clock = Clock(options.device)
    report = Report(torch.cuda.get_device_name() if options.device == "cuda" else "the CPU")
    with torch.inference_mode():
        dtype = torch.float16 if options.device == "cuda" else torch.float32
        product, copy = ceilings(clock, options.device, dtype)
        report.say(f"matrix product {product / 1e12:.0f} TFLOP/s, copy {copy / 1e12:.2f} TB/s; shares are of the product")
        for name in options.families.split(","):
            Family(name, options.archives / name, options, clock, report).measure(product)
            if options.device == "cuda":
                torch.cuda.empty_cache()
    report.write(options.output)


if __name__ == "__main__":
    sys.exit(main())
