# CLIPVisionModelWithProjection (Radford et al. 2021): images to the space that CLIP's texts share.
class ClipImage(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  w : Dict[str, Tensor]
  patch : int
  layers : int
  heads : int
  eps : float
  activation : str

  def put(self, inputs: Dict[str, Tensor]) -> List[Tensor]:
    return __torch__.nn.put(self.w, inputs)

  # Patches after a token of their own for the whole: [N, 3, S, S] -> [N, 1 + (S / patch)^2, C].
  def embed(self, pixels: Tensor) -> Tensor:
    weight = self.w["vision_model.embeddings.patch_embedding.weight"]
    patches = torch.conv2d(pixels.to(weight.dtype), weight, None, [self.patch, self.patch])
    patches = patches.flatten(2, -1).transpose(1, 2)
    whole = self.w["vision_model.embeddings.class_embedding"].view([1, 1, -1])
    x = torch.cat([whole.expand([patches.size(0), 1, whole.size(2)]), patches], 1)
    return x + self.w["vision_model.embeddings.position_embedding.weight"]

  # Pixels [N, 3, S, S] as the preprocessing leaves them -> image embeddings [N, P] float32, not
  # normalised.
  def forward(self, pixels: Tensor) -> Tensor:
    nn = __torch__.nn
    x = nn.layer_norm(self.w, "vision_model.pre_layrnorm", self.embed(pixels), self.eps)
    for i in range(self.layers):
      name = "vision_model.encoder.layers.{}".format(i)
      x = __torch__.clip.layer(self.w, name, x, self.heads, self.eps, self.activation, False)
    whole = nn.layer_norm(self.w, "vision_model.post_layernorm", torch.select(x, 1, 0), self.eps)
    return nn.linear(self.w, "visual_projection", whole).to(6)
