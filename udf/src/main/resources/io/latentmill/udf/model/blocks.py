# The parts of the denoising U-Net that a ControlNet shares with it.

# A resnet's own slice of the fused timestep projection, [N, C, 1, 1].
def time_slice(w: Dict[str, Tensor], offsets: Dict[str, int], name: str, time: Tensor) -> Tensor:
  slice = torch.narrow(time, 1, offsets[name], w[name + ".time_emb_proj.weight"].size(0))
  return torch.unsqueeze(torch.unsqueeze(slice, -1), -1)

def resnet(w: Dict[str, Tensor], offsets: Dict[str, int], name: str, x: Tensor, time: Tensor, groups: int, eps: float) -> Tensor:
  blocks = __torch__.blocks
  return __torch__.nn.resnet(w, name, x, blocks.time_slice(w, offsets, name, time), groups, eps)

def self_attention(w: Dict[str, Tensor], name: str, x: Tensor, heads: int) -> Tensor:
  nn = __torch__.nn
  if name + ".to_qkv.weight" in w:
    q, k, v = torch.chunk(nn.linear(w, name + ".to_qkv", x), 3, -1)
  else:
    q, k, v = nn.linear(w, name + ".to_q", x), nn.linear(w, name + ".to_k", x), nn.linear(w, name + ".to_v", x)
  y = torch.scaled_dot_product_attention(nn.split_heads(q, heads), nn.split_heads(k, heads), nn.split_heads(v, heads))
  return nn.linear(w, name + ".to_out.0", nn.merge_heads(y))

# Keys and values [N, L, H * D] come ready: they depend on the prompt alone. `maps` is empty, or holds a
# sum of attention maps to add to; height and width are those of the feature map that x is.
def cross_attention(w: Dict[str, Tensor], name: str, x: Tensor, key: Tensor, value: Tensor, heads: int, maps: List[Tensor], height: int, width: int) -> Tensor:
  nn = __torch__.nn
  q, k = nn.split_heads(nn.linear(w, name + ".to_q", x), heads), nn.split_heads(key, heads)
  y = torch.scaled_dot_product_attention(q, k, nn.split_heads(value, heads))
  if len(maps) > 0:
    __torch__.attention.add(maps[0], q, k, height, width)
  return nn.linear(w, name + ".to_out.0", nn.merge_heads(y))

# GEGLU of Shazeer 2020, then back to the width of the block.
def feed_forward(w: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  nn = __torch__.nn
  if name + ".net.0.proj.lora_A.weight" in w:
    hidden, gate = torch.chunk(nn.linear(w, name + ".net.0.proj", x), 2, -1)
  else:
    weight, bias = w[name + ".net.0.proj.weight"].to(x.dtype), w[name + ".net.0.proj.bias"].to(x.dtype)
    hidden, gate = __torch__.products.halves(x, weight, bias)
  return nn.linear(w, name + ".net.2", hidden * torch.gelu(gate))

# Transformer over the pixels of a feature map. It takes its keys and values from the front of
# `context`, in the order of transformer_names; with fewer rows in x than in the context, x is repeated
# where the text comes in. After all keys and values may stand one more: the sum of attention maps.
def transformer(w: Dict[str, Tensor], name: str, x: Tensor, context: List[Tensor], heads: int, depth: int, groups: int) -> Tensor:
  nn = __torch__.nn
  blocks = __torch__.blocks
  height, width = x.size(2), x.size(3)
  residual = x
  x = nn.group_norm(w, name + ".norm", x, groups, 1e-6)
  x = nn.linear(w, name + ".proj_in", __torch__.layout.tokens(x))
  for layer in range(depth):
    block = name + ".transformer_blocks." + str(layer)
    x = x + blocks.self_attention(w, block + ".attn1", nn.layer_norm(w, block + ".norm1", x), heads)
    key, value = context.pop(0), context.pop(0)
    maps = context[len(context) - len(context) % 2:]
    x = nn.repeat_rows(x, key.size(0))
    x = x + blocks.cross_attention(w, block + ".attn2", nn.layer_norm(w, block + ".norm2", x), key, value, heads, maps, height, width)
    x = x + blocks.feed_forward(w, block + ".ff", nn.layer_norm(w, block + ".norm3", x))
  x = __torch__.layout.pixels(nn.linear(w, name + ".proj_out", x), height, width)
  return x + nn.repeat_rows(residual, x.size(0))

# The contracting half. Returns the map after the input convolution and after every resnet (with its
# transformer, if any) and downsampler: what the expanding half takes as skips. Depths stand one a resnet,
# over all levels; -1 is no transformer, 0 one without blocks.
def down(w: Dict[str, Tensor], offsets: Dict[str, int], x: Tensor, time: Tensor, context: List[Tensor], heads: List[int], layers: List[int], depths: List[int], groups: int, eps: float) -> List[Tensor]:
  nn = __torch__.nn
  blocks = __torch__.blocks
  skips = [x]
  resnet = 0
  for level in range(len(layers)):
    block = "down_blocks." + str(level)
    for layer in range(layers[level]):
      x = blocks.resnet(w, offsets, block + ".resnets." + str(layer), x, time, groups, eps)
      if depths[resnet] >= 0:
        x = blocks.transformer(w, block + ".attentions." + str(layer), x, context, heads[level], depths[resnet], groups)
      skips.append(x)
      resnet = resnet + 1
    if level + 1 < len(layers):
      x = nn.conv(w, block + ".downsamplers.0.conv", x, stride=2)
      skips.append(x)
  return skips

# Two resnets with a transformer between them, or fewer: a depth of -1 is no transformer.
def middle(w: Dict[str, Tensor], offsets: Dict[str, int], x: Tensor, time: Tensor, context: List[Tensor], heads: int, resnets: int, depth: int, groups: int, eps: float) -> Tensor:
  blocks = __torch__.blocks
  for i in range(resnets):
    x = blocks.resnet(w, offsets, "mid_block.resnets." + str(i), x, time, groups, eps)
    if i == 0 and depth >= 0:
      x = blocks.transformer(w, "mid_block.attentions.0", x, context, heads, depth, groups)
  return x

# The expanding half, over the skips from their end. A map is enlarged to the size of the next skip,
# which is twice its own but where the contracting half rounded up.
def up(w: Dict[str, Tensor], offsets: Dict[str, int], x: Tensor, skips: List[Tensor], time: Tensor, context: List[Tensor], heads: List[int], layers: List[int], depths: List[int], groups: int, eps: float) -> Tensor:
  nn = __torch__.nn
  blocks = __torch__.blocks
  resnet = 0
  for level in range(len(layers)):
    block = "up_blocks." + str(level)
    for layer in range(layers[level]):
      skip = nn.repeat_rows(skips.pop(), x.size(0))
      x = torch.cat([x, skip], 1)
      x = blocks.resnet(w, offsets, block + ".resnets." + str(layer), x, time, groups, eps)
      if depths[resnet] >= 0:
        x = blocks.transformer(w, block + ".attentions." + str(layer), x, context, heads[level], depths[resnet], groups)
      resnet = resnet + 1
    if level + 1 < len(layers):
      x = nn.upsample(x, skips[-1].size(2), skips[-1].size(3))
      x = nn.conv(w, block + ".upsamplers.0.conv", x)
  return x

# Every transformer block's name, in the order in which a forward pass meets them.
def transformer_names(layers: List[int], depths: List[int], mid_depth: int, up_layers: List[int], up_depths: List[int]) -> List[str]:
  blocks = __torch__.blocks
  names = blocks.level_names("down_blocks", layers, depths)
  for depth in range(mid_depth):
    names.append("mid_block.attentions.0.transformer_blocks.{}".format(depth))
  return names + blocks.level_names("up_blocks", up_layers, up_depths)

def level_names(half: str, layers: List[int], depths: List[int]) -> List[str]:
  names: List[str] = []
  resnet = 0
  for level in range(len(layers)):
    for layer in range(layers[level]):
      for depth in range(depths[resnet]):
        names.append("{}.{}.attentions.{}.transformer_blocks.{}".format(half, level, layer, depth))
      resnet = resnet + 1
  return names

# Fuses what is applied to one input: the q, k and v of every self-attention, and the timestep
# projections of all resnets. A network in training does without: its parts change apart.
def fuse(w: Dict[str, Tensor], transformers: List[str]) -> None:
  nn = __torch__.nn
  for block in transformers:
    qkv = [block + ".attn1.to_q.weight", block + ".attn1.to_k.weight", block + ".attn1.to_v.weight"]
    nn.fuse(w, block + ".attn1.to_qkv.weight", qkv)
  weights: List[str] = []
  biases: List[str] = []
  for name in __torch__.blocks.offsets(w).keys():
    weights.append(name + ".time_emb_proj.weight")
    biases.append(name + ".time_emb_proj.bias")
  nn.fuse(w, "time_emb_proj.weight", weights)
  nn.fuse(w, "time_emb_proj.bias", biases)

# Where each resnet's timestep projection starts among all, one after the other.
def offsets(w: Dict[str, Tensor]) -> Dict[str, int]:
  offsets: Dict[str, int] = {}
  start = 0
  for key in w.keys():
    if key.endswith(".time_emb_proj.weight"):
      offsets[key[0:len(key) - len(".time_emb_proj.weight")]] = start
      start = start + w[key].size(0)
  return offsets

# Keys and values of every cross-attention for U distinct prompts, laid out for the rows of a batch:
# [U, L, C] and each row's prompt [N] -> [key, value, key, value, ...], each [N, L, H * D].
def context(w: Dict[str, Tensor], hidden: Tensor, rows: Tensor, transformers: List[str]) -> List[Tensor]:
  nn = __torch__.nn
  result: List[Tensor] = []
  for block in transformers:
    for part in [".attn2.to_k", ".attn2.to_v"]:
      result.append(torch.index_select(nn.linear(w, block + part, hidden), 0, rows))
  return result

# What the text-and-time conditioning adds to the timestep embedding: pooled text [N, P] and time ids
# [N, 6] -> [N, 4 C]. It depends on the prompt and the sizes alone.
def added(w: Dict[str, Tensor], pooled: Tensor, time_ids: Tensor, channels: int) -> Tensor:
  nn = __torch__.nn
  dtype = w["add_embedding.linear_1.weight"].dtype
  ids = nn.sinusoid(time_ids.flatten(), channels).view([time_ids.size(0), -1])
  x = nn.linear(w, "add_embedding.linear_1", torch.cat([pooled.to(dtype), ids.to(dtype)], 1))
  return nn.linear(w, "add_embedding.linear_2", torch.silu(x))

# All resnets' timestep projections for N timesteps: [N] float32 -> [N, P]. `condition` is empty, or
# holds the guidance embedding [N, E] of a distilled U-Net; `added` is empty or holds [N, 4 C].
def time(w: Dict[str, Tensor], offsets: Dict[str, int], timesteps: Tensor, condition: List[Tensor], added: List[Tensor]) -> Tensor:
  nn = __torch__.nn
  x = nn.sinusoid(timesteps, w["time_embedding.linear_1.weight"].size(1)).to(w["conv_in.weight"].dtype)
  if len(condition) > 0:
    x = x + nn.linear(w, "time_embedding.cond_proj", condition[0].to(x.dtype))
  x = nn.linear(w, "time_embedding.linear_2", torch.silu(nn.linear(w, "time_embedding.linear_1", x)))
  if len(added) > 0:
    x = x + added[0]
  x = torch.silu(x)
  if "time_emb_proj.weight" in w:
    return nn.linear(w, "time_emb_proj", x)
  return torch.cat([nn.linear(w, name + ".time_emb_proj", x) for name in offsets.keys()], 1)
