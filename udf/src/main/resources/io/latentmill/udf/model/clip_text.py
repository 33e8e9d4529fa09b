# The text encoders: CLIPTextModel and CLIPTextModelWithProjection (Radford et al. 2021), OpenCLIP's
# included.
class ClipText(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  w : Dict[str, Tensor]
  slots : Dict[str, List[int]]
  layers : int
  heads : int
  eps : float
  activation : str
  eos : int

  def put(self, inputs: Dict[str, Tensor]) -> List[Tensor]:
    return __torch__.nn.put(self.w, inputs)

  def share(self, name: str, tensor: Tensor) -> None:
    __torch__.nn.share(self.w, name, tensor)

  def weight(self, name: str) -> Tensor:
    return self.w[name]

  def slot(self, name: str, shape: List[int]) -> None:
    self.slots[name] = shape

  def place(self, flat: Tensor) -> None:
    __torch__.nn.place(self.w, self.slots, flat)

  def saved(self, name: str) -> Tensor:
    return __torch__.nn.saved(self.w, name)

  def restore(self, name: str, tensor: Tensor) -> None:
    __torch__.nn.restore(self.w, name, tensor)

  def merge(self, name: str, kind: str, first: List[Tensor], second: List[Tensor], magnitude: List[Tensor], original: Tensor, strength: float) -> None:
    __torch__.adapters.merge(self.w, name, kind, first, second, magnitude, original, strength)

  # Token ids [N, L] -> embeddings [N, L, C]. An id of the vocabulary's size V and above stands for
  # row id - V of the textual-inversion vectors [K, C].
  def embed(self, ids: Tensor, vectors: Tensor) -> Tensor:
    table = self.w["text_model.embeddings.token_embedding.weight"]
    x = torch.embedding(table, torch.clamp(ids, max=table.size(0) - 1))
    if vectors.size(0) > 0:
      extra = ids - table.size(0)
      added = torch.embedding(vectors.to(x.dtype), torch.clamp(extra, min=0))
      x = torch.where(torch.unsqueeze(extra >= 0, -1), added, x)
    return x + torch.narrow(self.w["text_model.embeddings.position_embedding.weight"], 0, 0, ids.size(1))

  # As forward, from inputs by name: ids [N, L], vectors [K, C], skip, a number; flat, the values of what is trained.
  def train(self, inputs: Dict[str, Tensor]) -> List[Tensor]:
    if "flat" in inputs:
      self.place(inputs["flat"])
    return self.forward(inputs["ids"], inputs["vectors"], int(inputs["skip"]))

  # In float32: hidden states [N, L, C] after all layers but the last `skip`, without the final norm; and, where
  # the encoder has a projection, the projected text embeddings [N, P] of the whole encoder.
  def forward(self, ids: Tensor, vectors: Tensor, skip: int) -> List[Tensor]:
    nn = __torch__.nn
    x = self.embed(ids, vectors)
    result = [x]
    for i in range(self.layers):
      name = "text_model.encoder.layers.{}".format(i)
      x = __torch__.clip.layer(self.w, name, x, self.heads, self.eps, self.activation, True)
      if i + 1 == self.layers - skip:
        result[0] = x
    if "text_projection.weight" in self.w:
      x = nn.layer_norm(self.w, "text_model.final_layer_norm", x, self.eps)
      rows = torch.arange(ids.size(0), device=ids.device)
      result.append(nn.linear(self.w, "text_projection", torch.index(x, [rows, self.end(ids)])))
    return [y.to(6) for y in result]

  # The position of the end of the text: that of the largest id in checkpoints that were converted
  # before the id was known (eos_token_id 2), else that of the first end token.
  def end(self, ids: Tensor) -> Tensor:
    if self.eos == 2:
      return torch.argmax(ids, -1)
    return torch.argmax((ids == self.eos).to(3), -1)

  def final_norm(self, x: Tensor) -> Tensor:
    return __torch__.nn.layer_norm(self.w, "text_model.final_layer_norm", x, self.eps)

  def train_final_norm(self, inputs: Dict[str, Tensor]) -> Tensor:
    return self.final_norm(inputs["hidden"])
