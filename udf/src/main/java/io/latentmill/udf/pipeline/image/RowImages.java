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
 */
public record RowImages(Optional<RgbImage> init, Optional<RgbImage> mask, List<RgbImage> hints) {
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
            .map(ControlNetUse::image)
            .map(source -> image("controlnets.image", source, request.size(), configuration))
            .toList());
  }

  private static RgbImage image(
      String column, ImageSource source, ImageSize size, Configuration configuration) {
    RgbImage image = ImageFiles.read(column, source, configuration);
    return Resize.lanczos(image, size.width(), size.height());
  }
}
