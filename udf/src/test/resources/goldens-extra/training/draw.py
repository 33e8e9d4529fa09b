"""Draws what lies beside it, with diffusers, peft and torch; how, is told in README.md.

    python draw.py schedules
    python draw.py lora-conv ../../goldens
    python draw.py denoising-loss ../../goldens
    python draw.py trained ../../goldens ../../../../../target/trained-adapters
"""
import json
import os
import sys

import torch
from diffusers import DDIMScheduler, StableDiffusionPipeline
from diffusers import DDPMScheduler, UNet2DConditionModel
from diffusers.optimization import get_scheduler
from safetensors.torch import load_file, save_file

HERE = os.path.dirname(os.path.abspath(__file__))


def store(name, value):
    with open(os.path.join(HERE, name), "w") as file:
        json.dump(value, file, indent=1)
        file.write("\n")


def schedules():
    """Learning rates of ten steps."""
    cases = []
    for shape, name in (("constant", "constant_with_warmup"), ("linear", "linear"), ("cosine", "cosine")):
        for warmup in (0, 4):
            optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.02)
            schedule = get_scheduler(name, optimizer, num_warmup_steps=warmup, num_training_steps=10)
            rates = []
            for _ in range(10):
                rates.append(schedule.get_last_lr()[0])
                optimizer.step()
                schedule.step()
            cases.append({"schedule": shape, "warmup": warmup, "peak": 0.02, "steps": 10, "rates": rates})
    store("schedules.json", {"cases": cases})


def lora_conv(goldens):
    """A LoRA of convolutions (3x3, 1x1, strided) and one projection, trained by peft, AdamW."""
    from peft import LoraConfig, get_peft_model_state_dict
    targets = ["down_blocks.0.resnets.0.conv1", "down_blocks.0.downsamplers.0.conv", "down_blocks.1.resnets.0.conv_shortcut",
               "mid_block.resnets.0.conv2", "mid_block.attentions.0.transformer_blocks.0.attn1.to_q"]
    unet = UNet2DConditionModel.from_pretrained(os.path.join(goldens, "checkpoints/tiny-sd1"), subfolder="unet")
    scheduler = DDPMScheduler.from_pretrained(os.path.join(goldens, "checkpoints/tiny-sd1"), subfolder="scheduler")
    given = load_file(os.path.join(goldens, "training/lora.safetensors"))
    torch.manual_seed(0)
    unet.requires_grad_(False)
    unet.add_adapter(LoraConfig(r=2, lora_alpha=4, init_lora_weights="gaussian", target_modules=targets))
    parameters = {"unet." + name.replace(".default", ""): value for name, value in unet.named_parameters() if value.requires_grad}
    for i, value in enumerate(parameters.values()):
        value.data = 0.1 * torch.randn(value.shape, generator=torch.Generator().manual_seed(i))
    out = {key: given[key] for key in ("latents", "token_ids", "noise_0", "noise_1", "timesteps_0", "timesteps_1")}
    out.update({"initial." + name: value.detach().clone() for name, value in parameters.items()})
    hidden = text(goldens, given["token_ids"])
    optimizer = torch.optim.AdamW(parameters.values(), lr=0.01, weight_decay=0.01)
    losses, norms = [], []
    for step in range(2):
        noise, times = given[f"noise_{step}"], given[f"timesteps_{step}"].long()
        noisy = scheduler.add_noise(given["latents"], noise, times)
        loss = (unet(noisy, times, hidden).sample - noise).square().mean()
        loss.backward()
        if step == 0:
            out.update({"grad_0." + name: value.grad.clone() for name, value in parameters.items()})
        norms.append(torch.nn.utils.clip_grad_norm_(parameters.values(), 1.0).item())
        losses.append(loss.item())
        optimizer.step()
        optimizer.zero_grad()
    out.update({"final." + name: value.detach().clone() for name, value in parameters.items()})
    out["losses"] = torch.tensor(losses, dtype=torch.float64)
    out["grad_norms"] = torch.tensor(norms, dtype=torch.float64)
    out = {key: value.contiguous() for key, value in out.items()}
    save_file(out, os.path.join(HERE, "lora-conv.safetensors"))
    store("cases.json", {"cases": [{
        "name": "lora-conv", "checkpoint": "tiny-sd1", "trains": "lora", "steps": 2, "snr_gamma": None, "noise_offset": 0.0,
        "text_lora": False, "accumulate": 1, "clip_norm": 1.0, "prediction_type": "epsilon",
        "optimizer": {"kind": "adamw", "lr": 0.01, "betas": [0.9, 0.999], "weight_decay": 0.01, "eps": 1e-08},
        "lora": {"rank": 2, "alpha": 4, "target_modules": targets}}]})


def denoising_loss(goldens):
    """The training loss of two images in four bands of timesteps, with the noise of seeds 5 to 8."""
    base = os.path.join(goldens, "checkpoints/tiny-sd1")
    pipeline = StableDiffusionPipeline.from_pretrained(base, safety_checker=None, requires_safety_checker=False)
    scheduler = DDPMScheduler.from_pretrained(base, subfolder="scheduler")
    side, bands = 64, 4
    y, x = torch.meshgrid(torch.arange(side) - side // 2, torch.arange(side) - side // 2, indexing="ij")
    losses = []
    for radius, caption in ((8, "a red circle"), (24, "two small cats")):
        inside = x * x + y * y < radius * radius
        image = torch.stack([torch.where(inside, 200 - 60 * c, 20) for c in range(3)])[None] / 255 * 2 - 1
        with torch.no_grad():
            mean = pipeline.vae.encode(image.float()).latent_dist.mean * pipeline.vae.config.scaling_factor
            ids = pipeline.tokenizer(caption, padding="max_length", max_length=77, return_tensors="pt").input_ids
            hidden = pipeline.text_encoder(ids)[0]
            own = []
            for band in range(bands):
                time = torch.tensor([int((band + 0.5) * 1000 / bands)])
                noise = torch.randn(mean.shape, generator=torch.Generator().manual_seed(5 + band))
                answer = pipeline.unet(scheduler.add_noise(mean, noise, time), time, hidden).sample
                own.append((answer - noise).square().mean().item())
        losses.append({"radius": radius, "caption": caption, "losses": own})
    store("denoising-loss.json", {"seed": 5, "bands": bands, "examples": losses})


def text(goldens, ids):
    from transformers import CLIPTextModel
    encoder = CLIPTextModel.from_pretrained(os.path.join(goldens, "checkpoints/tiny-sd1"), subfolder="text_encoder")
    with torch.no_grad():
        return encoder(ids.long())[0]


def trained(goldens, adapters):
    """The latents that diffusers draws with what TrainedAdaptersTest trained."""
    base = os.path.join(goldens, "checkpoints/tiny-sd1")

    def latents(pipeline, prompt, **more):
        pipeline.scheduler = DDIMScheduler.from_config(pipeline.scheduler.config)
        pipeline.set_progress_bar_config(disable=True)
        return pipeline(prompt, width=64, height=64, num_inference_steps=4, guidance_scale=4.0, output_type="latent",
                        generator=torch.Generator().manual_seed(1), **more).images

    def plain():
        return StableDiffusionPipeline.from_pretrained(base, safety_checker=None, requires_safety_checker=False)

    out = {"none": latents(plain(), "a red circle")}
    pipeline = plain()
    pipeline.load_lora_weights(os.path.join(adapters, "lora"))
    out["lora"] = latents(pipeline, "a red circle")
    pipeline = plain()
    pipeline.load_textual_inversion(os.path.join(adapters, "word/learned_embeds.safetensors"))
    out["word"] = latents(pipeline, "a <shape> circle")
    pipeline = StableDiffusionPipeline.from_pretrained(
        os.path.join(adapters, "model"), safety_checker=None, requires_safety_checker=False)
    out["full"] = latents(pipeline, "a red circle")
    save_file({key: value.contiguous() for key, value in out.items()}, os.path.join(HERE, "trained.safetensors"))


if __name__ == "__main__":
    {"schedules": schedules, "lora-conv": lora_conv, "denoising-loss": denoising_loss, "trained": trained}[sys.argv[1]](*sys.argv[2:])
