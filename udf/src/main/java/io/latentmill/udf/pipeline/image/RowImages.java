package io.latentmill.udf.pipeline.image;

import io.latentmill.udf.image.Resize;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.request.ControlNetUse;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.ImageSize;
import io.latentmill.udf.request.ImageSource;
import io.latentmill.udf.request.LatentmillException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * The images a row brings, at the row's size.
 *
 * @param hints one for each ControlNet
 * @param prompts one for each IP-Adapter, at their own sizes
 * @param guides one for each T2I-Adapter
 */
public record RowImages(
    Optional<RgbImage> init,
    Optional<RgbImage> mask,
    List<HintImage> hints,
    List<RgbImage> prompts,
    List<RgbImage> guides) {
  /**
   * Reads them.
   *
   * @throws LatentmillException (user) naming column and path of what is missing or no image,
   *     (resource) of what could not be read
   */
  public static RowImages read(GenerationRequest request, Configuration configuration) {
    return new RowImages(
        request
            .conditioning()
            .initImage()
            .map(source -> image("init_image", source, request.size(), configuration)),
        request
            .conditioning()
            .maskImage()
            .map(source -> image("mask_image", source, request.size(), configuration)),
        request.controlnets().stream()
            .map(use -> hint(use, request.size(), configuration))
            .toList(),
        request.conditioning().ipAdapters().stream()
            .map(use -> ImageFiles.read("ip_adapters.image", use.image(), configuration))
            .toList(),
        request.conditioning().t2iAdapters().stream()
            .map(use -> image("t2i_adapters.image", use.image(), request.size(), configuration))
            .toList());
  }

  private static HintImage hint(ControlNetUse use, ImageSize size, Configuration configuration) {
    return new HintImage(
        image("controlnets.image", use.image(), size, configuration),
        use.mask().map(source -> image("controlnets.mask", source, size, configuration)));
  }

  private static RgbImage image(
      String column, ImageSource source, ImageSize size, Configuration configuration) {
    RgbImage image = ImageFiles.read(column, source, configuration);
    return Resize.lanczos(image, size.width(), size.height());
  }
}
