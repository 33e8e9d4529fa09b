package io.latentmill.udf.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.request.LatentmillException;
import java.util.Arrays;
import java.util.function.Predicate;

/** U-Nets of Stable Diffusion's kin that ask for more than is given here: told by their shape. */
enum OtherUnet {
  DEPTH(
      unet -> unet.path("in_channels").asInt() == 5,
      "a depth-to-image model (5 channels)",
      "take an ordinary model and a ControlNet for depth in the column controlnets"),
  UPSCALER(
      unet -> unet.path("in_channels").asInt() == 7,
      "the x4 upscaler (7 channels)",
      "generate at the size you want, or from an init_image of it"),
  IMAGE_VARIATIONS(
      unet -> unet.path("class_embed_type").asText().equals("projection"),
      "an unCLIP model (its class embedding is an image's)",
      "take an ordinary model of SD 1.5 or XL and an IP-Adapter in the column ip_adapters");

  private final Predicate<JsonNode> tell;
  private final String what;
  private final String way;

  OtherUnet(Predicate<JsonNode> tell, String what, String way) {
    this.tell = tell;
    this.what = what;
    this.way = way;
  }

  /**
   * Refuses a model by what its U-Net is.
   *
   * @param unet its configuration
   * @throws LatentmillException (model) naming kind and way out
   */
  static void refuse(String model, JsonNode unet) {
    Arrays.stream(values())
        .filter(kind -> kind.tell.test(unet))
        .findFirst()
        .ifPresent(
            kind -> {
              throw LatentmillException.model(
                  "%s cannot run: it is %s; %s", model, kind.what, kind.way);
            });
  }
}
