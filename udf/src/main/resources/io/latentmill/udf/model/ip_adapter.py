# A layer of the resampler (Alayrac et al. 2022): latents attend to the features and to themselves.
class ResamplerLayer:
  norm_features : __torch__.nn.LayerNorm
  norm_latents : __torch__.nn.LayerNorm
  query : __torch__.nn.Linear
  key : __torch__.nn.Linear
  value : __torch__.nn.Linear
  out : __torch__.nn.Linear
  norm : __torch__.nn.LayerNorm
  hidden : __torch__.nn.Linear
  narrow : __torch__.nn.Linear
  heads : int

  def __init__(self, w: __torch__.nn.Weights, name: str, heads: int) -> None:
    nn = __torch__.nn
    self.norm_features = nn.LayerNorm(w, name + ".ln0")
    self.norm_latents = nn.LayerNorm(w, name + ".ln1")
    self.query = nn.Linear(w, name + ".attn.to_q")
    self.key = nn.Linear(w, name + ".attn.to_k")
    self.value = nn.Linear(w, name + ".attn.to_v")
    self.out = nn.Linear(w, name + ".attn.to_out.0")
    self.norm = nn.LayerNorm(w, name + ".ff.0")
    self.hidden = nn.Linear(w, name + ".ff.1.net.0.proj")
    self.narrow = nn.Linear(w, name + ".ff.1.net.2")
    self.heads = heads

  def forward(self, x: Tensor, latents: Tensor) -> Tensor:
    nn = __torch__.nn
    own = self.norm_latents.forward(latents)
    both = torch.cat([self.norm_features.forward(x), own], 1)
    q = nn.split_heads(self.query.forward(own), self.heads)
    k = nn.split_heads(self.key.forward(both), self.heads)
    v = nn.split_heads(self.value.forward(both), self.heads)
    latents = latents + self.out.forward(nn.merge_heads(torch.scaled_dot_product_attention(q, k, v)))
    return latents + self.narrow.forward(torch.gelu(self.hidden.forward(self.norm.forward(latents))))

# From CLIP's image tower to tokens beside those of a text: through linear layers, a resampler, or both.
class ImageProjection:
  linears : List[__torch__.nn.Linear]
  latents : Optional[Tensor]
  layers : List[__torch__.ResamplerLayer]
  out : Optional[__torch__.nn.Linear]
  norm : __torch__.nn.LayerNorm
  width : int
  dtype : int

  def __init__(self, w: __torch__.nn.Weights, kind: str, depth: int, heads: int) -> None:
    nn = __torch__.nn
    linears: List[__torch__.nn.Linear] = []
    layers: List[__torch__.ResamplerLayer] = []
    out: Optional[__torch__.nn.Linear] = None
    norm = "image_proj.norm"
    if kind == "plain":
      linears.append(nn.Linear(w, "image_proj.image_embeds"))
    if kind == "full":
      linears.append(nn.Linear(w, "image_proj.ff.net.0.proj"))
      linears.append(nn.Linear(w, "image_proj.ff.net.2"))
    if kind == "resampled":
      linears.append(nn.Linear(w, "image_proj.proj_in"))
      layers = [__torch__.ResamplerLayer(w, "image_proj.layers.{}".format(i), heads) for i in range(depth)]
      out = nn.Linear(w, "image_proj.proj_out")
      norm = "image_proj.norm_out"
    self.linears = linears
    self.latents = w.find("image_proj.latents")
    self.layers = layers
    self.out = out
    self.norm = nn.LayerNorm(w, norm)
    self.width = w.get(norm + ".weight").size(0)
    self.dtype = w.dtype

  # An image embedding [N, E], or hidden states [N, L, E] -> [N, T, C].
  def forward(self, features: Tensor) -> Tensor:
    x = self.linears[0].forward(features.to(self.dtype))
    if len(self.linears) > 1:
      x = self.linears[1].forward(torch.gelu(x))
    latents = self.latents
    out = self.out
    if latents is not None and out is not None:
      y = latents.expand([x.size(0), -1, -1])
      for layer in self.layers:
        y = layer.forward(x, y)
      x = out.forward(y)
    return self.norm.forward(x.view([x.size(0), -1, self.width]))

# An IP-Adapter (Ye et al. 2023): an image's features as tokens, and the keys and values of them in every
# cross-attention of the U-Net, which it adds to those of the text.
class IpAdapterLayers:
  projection : __torch__.ImageProjection
  keys : List[__torch__.nn.Linear]
  values : List[__torch__.nn.Linear]
  heads : List[int]

  def __init__(self, w: __torch__.nn.Weights, projection: __torch__.ImageProjection, numbers: List[int], heads: List[int]) -> None:
    self.projection = projection
    self.keys = [__torch__.nn.Linear(w, "ip_adapter.{}.to_k_ip".format(number)) for number in numbers]
    self.values = [__torch__.nn.Linear(w, "ip_adapter.{}.to_v_ip".format(number)) for number in numbers]
    self.heads = heads

  # Keys, and values times each row's scale [N], of every cross-attention in the order in which a forward
  # pass meets them: tokens [U, T, C] and each row's among them [N] -> [key, value, ...], [N, H, T, D].
  def context(self, tokens: Tensor, rows: Tensor, scales: Tensor) -> List[Tensor]:
    nn = __torch__.nn
    result: List[Tensor] = []
    factors = scales.to(tokens.dtype).view([-1, 1, 1])
    for i in range(len(self.keys)):
      key = torch.index_select(self.keys[i].forward(tokens), 0, rows)
      value = torch.index_select(self.values[i].forward(tokens), 0, rows) * factors
      result.append(nn.split_heads(key, self.heads[i]))
      result.append(nn.split_heads(value, self.heads[i]))
    return result

# What the application calls.
class IpAdapter(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  w : Dict[str, Tensor]
  layers : Optional[__torch__.IpAdapterLayers]
  kind : str
  depth : int
  heads : int
  numbers : List[int]
  block_heads : List[int]

  def put(self, inputs: Dict[str, Tensor]) -> List[Tensor]:
    return __torch__.store.put(self.w, inputs)

  def prepare(self, inputs: Dict[str, Tensor]) -> List[Tensor]:
    w = __torch__.nn.Weights(self.w, self.w["ip_adapter.1.to_k_ip.weight"].dtype)
    projection = __torch__.ImageProjection(w, self.kind, self.depth, self.heads)
    self.layers = __torch__.IpAdapterLayers(w, projection, self.numbers, self.block_heads)
    return []

  def ready(self) -> __torch__.IpAdapterLayers:
    layers = self.layers
    assert layers is not None, "weights come first, then prepare"
    return layers

  def tokens(self, features: Tensor) -> Tensor:
    return self.ready().projection.forward(features)

  def context(self, tokens: Tensor, rows: Tensor, scales: Tensor) -> List[Tensor]:
    return self.ready().context(tokens, rows, scales)
