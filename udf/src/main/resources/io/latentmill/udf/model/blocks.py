# The parts of the denoising U-Net that a ControlNet shares with it.

# Every pixel looks at all pixels.
class SelfAttention:
  projections : List[__torch__.nn.Linear]
  out : __torch__.nn.Linear
  heads : int

  # One product makes queries, keys and values, but in training, where the three change apart.
  def __init__(self, w: __torch__.nn.Weights, name: str, heads: int) -> None:
    nn = __torch__.nn
    if w.has(name + ".to_qkv.weight"):
      self.projections = [nn.Linear(w, name + ".to_qkv")]
    else:
      self.projections = [nn.Linear(w, name + ".to_q"), nn.Linear(w, name + ".to_k"), nn.Linear(w, name + ".to_v")]
    self.out = nn.Linear(w, name + ".to_out.0")
    self.heads = heads

  # What it makes of x, added to y.
  def forward(self, y: Tensor, x: Tensor) -> Tensor:
    nn = __torch__.nn
    parts = [projection.forward(x) for projection in self.projections]
    if len(parts) == 1:
      parts = torch.chunk(parts[0], 3, -1)
    q, k, v = nn.split_heads(parts[0], self.heads), nn.split_heads(parts[1], self.heads), nn.split_heads(parts[2], self.heads)
    return self.out.add(y, nn.merge_heads(torch.scaled_dot_product_attention(q, k, v)))

# Every pixel looks at all tokens of the text.
class CrossAttention:
  query : __torch__.nn.Linear
  key : __torch__.nn.Linear
  value : __torch__.nn.Linear
  out : __torch__.nn.Linear
  heads : int

  def __init__(self, w: __torch__.nn.Weights, name: str, heads: int) -> None:
    nn = __torch__.nn
    self.query = nn.Linear(w, name + ".to_q")
    self.key = nn.Linear(w, name + ".to_k")
    self.value = nn.Linear(w, name + ".to_v")
    self.out = nn.Linear(w, name + ".to_out.0")
    self.heads = heads

  # Keys and values [N, L, H * D] come ready: they depend on the prompt alone. `images` holds a key and a
  # value [N, H, L, D] for every image that prompts too (Ye et al. 2023), the value times its scale.
  # `maps` is empty, or holds a sum of attention maps to add to; height and width are those of the
  # feature map that x is.
  def forward(self, y: Tensor, x: Tensor, key: Tensor, value: Tensor, images: List[Tensor], maps: List[Tensor], height: int, width: int) -> Tensor:
    nn = __torch__.nn
    q, k = nn.split_heads(self.query.forward(x), self.heads), nn.split_heads(key, self.heads)
    found = torch.scaled_dot_product_attention(q, k, nn.split_heads(value, self.heads))
    for i in range(len(images) // 2):
      found = found + torch.scaled_dot_product_attention(q, images[2 * i], images[2 * i + 1])
    if len(maps) > 0:
      __torch__.attention.add(maps[0], q, k, height, width)
    return self.out.add(y, nn.merge_heads(found))

# Self-attention, cross-attention and a feed-forward network, each on what a norm makes of x and added
# to it.
class TransformerBlock:
  norm1 : __torch__.nn.LayerNorm
  attention1 : __torch__.blocks.SelfAttention
  norm2 : __torch__.nn.LayerNorm
  attention2 : __torch__.blocks.CrossAttention
  norm3 : __torch__.nn.LayerNorm
  hidden : __torch__.nn.Linear
  out : __torch__.nn.Linear

  def __init__(self, w: __torch__.nn.Weights, name: str, heads: int) -> None:
    nn = __torch__.nn
    blocks = __torch__.blocks
    self.norm1 = nn.LayerNorm(w, name + ".norm1")
    self.attention1 = blocks.SelfAttention(w, name + ".attn1", heads)
    self.norm2 = nn.LayerNorm(w, name + ".norm2")
    self.attention2 = blocks.CrossAttention(w, name + ".attn2", heads)
    self.norm3 = nn.LayerNorm(w, name + ".norm3")
    self.hidden = nn.Linear(w, name + ".ff.net.0.proj")
    self.out = nn.Linear(w, name + ".ff.net.2")

  # With fewer rows in x than in the text's keys, x is repeated where the text comes in.
  def forward(self, x: Tensor, key: Tensor, value: Tensor, images: List[Tensor], maps: List[Tensor], height: int, width: int) -> Tensor:
    x = self.attention1.forward(x, self.norm1.forward(x))
    x = __torch__.nn.repeat_rows(x, key.size(0))
    x = self.attention2.forward(x, self.norm2.forward(x), key, value, images, maps, height, width)
    return self.out.add(x, self.hidden.geglu(self.norm3.forward(x)))

# Transformer over the pixels of a feature map.
class Transformer:
  norm : __torch__.nn.GroupNorm
  proj_in : __torch__.nn.Linear
  blocks : List[__torch__.blocks.TransformerBlock]
  proj_out : __torch__.nn.Linear

  def __init__(self, w: __torch__.nn.Weights, name: str, heads: int, depth: int, groups: int) -> None:
    nn = __torch__.nn
    self.norm = nn.GroupNorm(w, name + ".norm", groups, 1e-6)
    self.proj_in = nn.Linear(w, name + ".proj_in")
    self.blocks = [__torch__.blocks.TransformerBlock(w, name + ".transformer_blocks." + str(i), heads) for i in range(depth)]
    self.proj_out = nn.Linear(w, name + ".proj_out")

  # Takes its blocks' keys and values from the front of `context`, each block's of images [N, H, L, D]
  # behind those of its text. After all keys and values may stand one more: the sum of attention maps.
  def forward(self, x: Tensor, context: List[Tensor]) -> Tensor:
    nn = __torch__.nn
    height, width = x.size(2), x.size(3)
    residual = x
    x = self.proj_in.forward(__torch__.layout.tokens(self.norm.forward(x)))
    for block in self.blocks:
      key, value = context.pop(0), context.pop(0)
      images: List[Tensor] = []
      while len(context) > 1 and context[0].dim() == 4:
        images.append(context.pop(0))
        images.append(context.pop(0))
      maps = context[len(context) - len(context) % 2:]
      x = block.forward(x, key, value, images, maps, height, width)
    x = __torch__.layout.pixels(self.proj_out.forward(x), height, width)
    return x + nn.repeat_rows(residual, x.size(0))

# A resnet, and the transformer that may follow it: a depth of -1 is none, 0 one without blocks.
class Stage:
  resnet : __torch__.nn.ResBlock
  start : int
  channels : int
  transformer : Optional[__torch__.blocks.Transformer]

  def __init__(self, w: __torch__.nn.Weights, resnet: str, transformer: str, heads: int, depth: int, groups: int, eps: float) -> None:
    self.resnet = __torch__.nn.ResBlock(w, resnet, groups, eps)
    self.start = w.starts[resnet]
    self.channels = w.get(resnet + ".time_emb_proj.weight").size(0)
    found: Optional[__torch__.blocks.Transformer] = None
    if depth >= 0:
      found = __torch__.blocks.Transformer(w, transformer, heads, depth, groups)
    self.transformer = found

  # Takes the resnet's own slice of all timestep projections [N, P, 1, 1].
  def forward(self, x: Tensor, time: Tensor, context: List[Tensor]) -> Tensor:
    x = self.resnet.forward(x, torch.narrow(time, 1, self.start, self.channels))
    transformer = self.transformer
    if transformer is not None:
      x = transformer.forward(x, context)
    return x

# The stages at one resolution, and the convolution that leads to the next.
class Level:
  stages : List[__torch__.blocks.Stage]
  sampler : Optional[__torch__.nn.Conv]

  # Depths stand one a resnet.
  def __init__(self, w: __torch__.nn.Weights, name: str, heads: int, depths: List[int], groups: int, eps: float) -> None:
    stages: List[__torch__.blocks.Stage] = []
    for i in range(len(depths)):
      resnet, transformer = "{}.resnets.{}".format(name, i), "{}.attentions.{}".format(name, i)
      stages.append(__torch__.blocks.Stage(w, resnet, transformer, heads, depths[i], groups, eps))
    self.stages = stages
    sampler: Optional[__torch__.nn.Conv] = None
    if w.has(name + ".downsamplers.0.conv.weight"):
      sampler = __torch__.nn.Conv(w, name + ".downsamplers.0.conv", 2)
    if w.has(name + ".upsamplers.0.conv.weight"):
      sampler = __torch__.nn.Conv(w, name + ".upsamplers.0.conv")
    self.sampler = sampler

  def forward(self, x: Tensor, time: Tensor, context: List[Tensor]) -> Tensor:
    for stage in self.stages:
      x = stage.forward(x, time, context)
    return x

# A half's levels, in the order in which it is run; depths stand one a resnet, over all levels.
def levels(w: __torch__.nn.Weights, half: str, heads: List[int], layers: List[int], depths: List[int], groups: int, eps: float) -> List[__torch__.blocks.Level]:
  levels: List[__torch__.blocks.Level] = []
  resnet = 0
  for i in range(len(layers)):
    own = depths[resnet:resnet + layers[i]]
    levels.append(__torch__.blocks.Level(w, "{}.{}".format(half, i), heads[i], own, groups, eps))
    resnet = resnet + layers[i]
  return levels

# Two resnets with a transformer between them, or fewer: a depth of -1 is no transformer.
def middle(w: __torch__.nn.Weights, heads: int, resnets: int, depth: int, groups: int, eps: float) -> __torch__.blocks.Level:
  depths = [depth, -1]
  return __torch__.blocks.Level(w, "mid_block", heads, depths[0:resnets], groups, eps)

# Runs a contracting half. Returns the map after the input convolution and after every stage and
# downsampler: what the expanding half takes as skips. `features` of adapters are taken from their front,
# one a level: behind its last transformer, or at the end of a level that has none.
def contract(levels: List[__torch__.blocks.Level], x: Tensor, time: Tensor, context: List[Tensor], features: List[Tensor]) -> List[Tensor]:
  blocks = __torch__.blocks
  skips = [x]
  for level in levels:
    attends = False
    for stage in level.stages:
      x = stage.forward(x, time, context)
      attends = stage.transformer is not None
      skips.append(x)
    if attends and len(features) > 0:
      x = blocks.featured(x, features)
      skips[-1] = x
    sampler = level.sampler
    if sampler is not None:
      x = sampler.forward(x)
      skips.append(x)
    if not attends and len(features) > 0:
      x = blocks.featured(x, features)
      skips[-1] = x
  return skips

# A map with the first of the features [B, C, H, W] that are left, if any.
def featured(x: Tensor, features: List[Tensor]) -> Tensor:
  if len(features) == 0:
    return x
  return x + __torch__.nn.repeat_rows(features.pop(0).to(x.dtype), x.size(0))

# How many maps a contracting half leaves for the expanding one.
def skips(levels: List[__torch__.blocks.Level]) -> int:
  count = 1
  for level in levels:
    count = count + len(level.stages) + (0 if level.sampler is None else 1)
  return count

# Runs an expanding half over the skips from their end. A map is enlarged to the size of the next skip,
# which is twice its own but where the contracting half rounded up.
def expand(levels: List[__torch__.blocks.Level], x: Tensor, skips: List[Tensor], time: Tensor, context: List[Tensor]) -> Tensor:
  nn = __torch__.nn
  for level in levels:
    for stage in level.stages:
      skip = nn.repeat_rows(skips.pop(), x.size(0))
      x = stage.forward(torch.cat([x, skip], 1), time, context)
    sampler = level.sampler
    if sampler is not None:
      x = sampler.forward(nn.upsample(x, skips[-1].size(2), skips[-1].size(3)))
  return x

# Keys and values of every cross-attention for U distinct prompts, laid out for the rows of a batch, in
# the order in which the levels meet them: [U, L, C] and each row's prompt [N] -> [key, value, key,
# value, ...], each [N, L, H * D].
def context(levels: List[__torch__.blocks.Level], hidden: Tensor, rows: Tensor) -> List[Tensor]:
  result: List[Tensor] = []
  for level in levels:
    for stage in level.stages:
      transformer = stage.transformer
      if transformer is not None:
        for block in transformer.blocks:
          result.append(torch.index_select(block.attention2.key.forward(hidden), 0, rows))
          result.append(torch.index_select(block.attention2.value.forward(hidden), 0, rows))
  return result

# Fuses queries, keys and values of every self-attention, and the timestep projections of all resnets.
# A network in training does without: its parts change apart.
def fuse(w: Dict[str, Tensor]) -> None:
  store = __torch__.store
  for key in w.keys():
    if key.endswith(".attn1.to_q.weight"):
      attention = key[0:len(key) - len("to_q.weight")]
      store.fuse(w, attention + "to_qkv.weight", [attention + "to_q.weight", attention + "to_k.weight", attention + "to_v.weight"])
  names = __torch__.time.starts(w).keys()
  store.fuse(w, "time_emb_proj.weight", [name + ".time_emb_proj.weight" for name in names])
  store.fuse(w, "time_emb_proj.bias", [name + ".time_emb_proj.bias" for name in names])
