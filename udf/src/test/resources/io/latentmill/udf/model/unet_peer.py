# Predicts with diffusers' U-Net once for every line on standard input, and answers with the seconds it
# took. Run in the folder of its files by DiffusersPeer.
import json
import sys
import time

import diffusers
import torch
from safetensors.torch import load_file, save_file

torch.set_num_threads(int(sys.argv[1]))
with open("config.json") as file, torch.device("meta"):
    unet = diffusers.UNet2DConditionModel.from_config(json.load(file))
unet.load_state_dict(load_file("weights.safetensors"), assign=True)
unet.eval()
inputs = load_file("inputs.safetensors")
prediction = None
print("diffusers", diffusers.__version__, "torch", torch.__version__, torch.get_num_threads(), "threads", flush=True)

with torch.inference_mode():
    for line in sys.stdin:
        start = time.perf_counter()
        prediction = unet(inputs["sample"], inputs["timestep"], encoder_hidden_states=inputs["hidden"]).sample
        print(time.perf_counter() - start, flush=True)
if prediction is not None:
    save_file({"prediction": prediction}, "peer.safetensors")
