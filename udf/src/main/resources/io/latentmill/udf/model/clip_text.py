# The text encoders: CLIPTextModel and CLIPTextModelWithProjection (Radford et al. 2021), OpenCLIP's
# included.
class ClipTextLayers:
  tokens : Tensor
  positions : Tensor
  layers : List[__torch__.clip.Layer]
  norm : __torch__.nn.LayerNorm
  projection : Optional[__torch__.nn.Linear]
  eos : int

  def __init__(self, w: __torch__.nn.Weights, layers: List[__torch__.clip.Layer], eps: float, eos: int) -> None:
    nn = __torch__.nn
    self.tokens = w.get("text_model.embeddings.token_embedding.weight")
    self.positions = w.get("text_model.embeddings.position_embedding.weight")
    self.layers = layers
    self.norm = nn.LayerNorm(w, "text_model.final_layer_norm", eps)
    projection: Optional[__torch__.nn.Linear] = None
    if w.has("text_projection.weight"):
      projection = nn.Linear(w, "text_projection")
    self.projection = projection
    self.eos = eos

  # Token ids [N, L] -> embeddings [N, L, C]. An id of the vocabulary's size V and above stands for
  # row id - V of the textual-inversion vectors [K, C].
  def embed(self, ids: Tensor, vectors: Tensor) -> Tensor:
    size = self.tokens.size(0)
    x = torch.embedding(self.tokens, torch.clamp(ids, max=size - 1))
    if vectors.size(0) > 0:
      extra = ids - size
      added = torch.embedding(vectors.to(x.dtype), torch.clamp(extra, min=0))
      x = torch.where(torch.unsqueeze(extra >= 0, -1), added, x)
    return x + torch.narrow(self.positions, 0, 0, ids.size(1))

  # In float32: hidden states [N, L, C] after all layers but the last `skip`, without the final norm; and, where
  # the encoder has a projection, the projected text embeddings [N, P] of the whole encoder.
  def forward(self, ids: Tensor, vectors: Tensor, skip: int) -> List[Tensor]:
    x = self.embed(ids, vectors)
    result = [x]
    for i in range(len(self.layers)):
      x = self.layers[i].forward(x)
      if i + 1 == len(self.layers) - skip:
        result[0] = x
    projection = self.projection
    if projection is not None:
      x = self.norm.forward(x)
      rows = torch.arange(ids.size(0), device=ids.device)
      result.append(projection.forward(torch.index(x, [rows, self.end(ids)])))
    return [y.to(6) for y in result]

  # The position of the end of the text: that of the largest id in checkpoints that were converted
  # before the id was known (eos_token_id 2), else that of the first end token.
  def end(self, ids: Tensor) -> Tensor:
    if self.eos == 2:
      return torch.argmax(ids, -1)
    return torch.argmax((ids == self.eos).to(3), -1)

# What the application calls.
class ClipText(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  w : Dict[str, Tensor]
  slots : Dict[str, List[int]]
  layers : Optional[__torch__.ClipTextLayers]
  depth : int
  heads : int
  eps : float
  activation : str
  eos : int

  def put(self, inputs: Dict[str, Tensor]) -> List[Tensor]:
    return __torch__.store.put(self.w, inputs)

  def share(self, name: str, tensor: Tensor) -> None:
    __torch__.store.share(self.w, name, tensor)

  def weight(self, name: str) -> Tensor:
    return __torch__.store.dense(self.w[name])

  def slot(self, name: str, shape: List[int]) -> None:
    self.slots[name] = shape

  def place(self, flat: Tensor) -> None:
    __torch__.store.place(self.w, self.slots, flat)

  def saved(self, name: str) -> Tensor:
    return __torch__.store.saved(self.w, name)

  def restore(self, name: str, tensor: Tensor) -> None:
    self.layers = None
    __torch__.store.restore(self.w, name, tensor)

  def merge(self, name: str, kind: str, first: List[Tensor], second: List[Tensor], magnitude: List[Tensor], original: Tensor, strength: float) -> None:
    self.layers = None
    __torch__.adapters.merge(self.w, name, kind, first, second, magnitude, original, strength)

  def prepare(self, inputs: Dict[str, Tensor]) -> List[Tensor]:
    self.layers = self.made()
    return []

  # The layers of the weights as they are.
  def made(self) -> __torch__.ClipTextLayers:
    w = __torch__.nn.Weights(self.w, self.w["text_model.embeddings.token_embedding.weight"].dtype)
    layers = __torch__.clip.layers(w, "text_model", self.depth, self.heads, self.eps, self.activation, True)
    return __torch__.ClipTextLayers(w, layers, self.eps, self.eos)

  def ready(self) -> __torch__.ClipTextLayers:
    layers = self.layers
    if layers is None:
      layers = self.made()
      self.layers = layers
    return layers

  def forward(self, ids: Tensor, vectors: Tensor, skip: int) -> List[Tensor]:
    return self.ready().forward(ids, vectors, skip)

  def final_norm(self, x: Tensor) -> Tensor:
    return self.ready().norm.forward(x)

  # As forward, from inputs by name: ids [N, L], vectors [K, C], skip, a number; flat, the values of what is trained.
  def train(self, inputs: Dict[str, Tensor]) -> List[Tensor]:
    if "flat" in inputs:
      self.place(inputs["flat"])
    return self.made().forward(inputs["ids"], inputs["vectors"], int(inputs["skip"]))

  def train_final_norm(self, inputs: Dict[str, Tensor]) -> Tensor:
    return self.made().norm.forward(inputs["hidden"])
