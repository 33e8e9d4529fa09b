# CLIPVisionModelWithProjection (Radford et al. 2021): images to the space that CLIP's texts share.
class ClipImageLayers:
  patches : Tensor
  whole : Tensor
  positions : Tensor
  norm_in : __torch__.nn.LayerNorm
  layers : List[__torch__.clip.Layer]
  norm_out : __torch__.nn.LayerNorm
  projection : __torch__.nn.Linear

  def __init__(self, w: __torch__.nn.Weights, layers: List[__torch__.clip.Layer], eps: float) -> None:
    nn = __torch__.nn
    self.patches = w.get("vision_model.embeddings.patch_embedding.weight")
    self.whole = w.get("vision_model.embeddings.class_embedding").view([1, 1, -1])
    self.positions = w.get("vision_model.embeddings.position_embedding.weight")
    self.norm_in = nn.LayerNorm(w, "vision_model.pre_layrnorm", eps)
    self.layers = layers
    self.norm_out = nn.LayerNorm(w, "vision_model.post_layernorm", eps)
    self.projection = nn.Linear(w, "visual_projection")

  # Patches after a token of their own for the whole: [N, 3, S, S] -> [N, 1 + (S / patch)^2, C].
  def embed(self, pixels: Tensor) -> Tensor:
    side = self.patches.size(2)
    patches = torch.conv2d(pixels.to(self.patches.dtype), self.patches, None, [side, side])
    patches = patches.flatten(2, -1).transpose(1, 2)
    x = torch.cat([self.whole.expand([patches.size(0), 1, self.whole.size(2)]), patches], 1)
    return x + self.positions

  # Pixels [N, 3, S, S] as the preprocessing leaves them -> the hidden states behind a number of layers.
  def hidden(self, pixels: Tensor, count: int) -> Tensor:
    x = self.norm_in.forward(self.embed(pixels))
    for i in range(count):
      x = self.layers[i].forward(x)
    return x

  # Pixels -> the hidden states before the last layer, [N, 1 + (S / patch)^2, C] float32.
  def penultimate(self, pixels: Tensor) -> Tensor:
    return self.hidden(pixels, len(self.layers) - 1).to(6)

  # Pixels -> image embeddings [N, P] float32, not normalised.
  def forward(self, pixels: Tensor) -> Tensor:
    x = self.hidden(pixels, len(self.layers))
    return self.projection.forward(self.norm_out.forward(torch.select(x, 1, 0))).to(6)

# What the application calls.
class ClipImage(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  w : Dict[str, Tensor]
  layers : Optional[__torch__.ClipImageLayers]
  depth : int
  heads : int
  eps : float
  activation : str

  def put(self, inputs: Dict[str, Tensor]) -> List[Tensor]:
    return __torch__.store.put(self.w, inputs)

  def prepare(self, inputs: Dict[str, Tensor]) -> List[Tensor]:
    w = __torch__.nn.Weights(self.w, self.w["visual_projection.weight"].dtype)
    layers = __torch__.clip.layers(w, "vision_model", self.depth, self.heads, self.eps, self.activation, False)
    self.layers = __torch__.ClipImageLayers(w, layers, self.eps)
    return []

  def ready(self) -> __torch__.ClipImageLayers:
    layers = self.layers
    assert layers is not None, "weights come first, then prepare"
    return layers

  def penultimate(self, pixels: Tensor) -> Tensor:
    return self.ready().penultimate(pixels)

  def forward(self, pixels: Tensor) -> Tensor:
    return self.ready().forward(pixels)
