package io.latentmill.udf.sql.row;

import static io.latentmill.udf.request.ImageSize.MULTIPLE;

import io.latentmill.udf.request.ImageSource;
import io.latentmill.udf.request.LatentmillException;
import java.io.Serializable;
import java.util.Map;
import java.util.SortedMap;

/**
 * Fills in a row's width and height: those of its init image, rounded down to what latents allow,
 * or the model's. The image is only looked at if the row needs it. Thread-safe.
 */
final class DefaultSize implements Serializable {
  private static final long serialVersionUID = 1L;

  private final RowDefaults defaults;
  private final ImageSizes imageSizes;

  DefaultSize(RowDefaults defaults, ImageSizes imageSizes) {
    this.defaults = defaults;
    this.imageSizes = imageSizes;
  }

  void fillIn(SortedMap<String, Object> values) {
    if (values.containsKey("width") && values.containsKey("height")) {
      return;
    }
    if (values.get("init_image") instanceof Map<?, ?> image) {
      ImageSizes.Pixels pixels = imageSizes.of("init_image", source(image));
      values.putIfAbsent("width", roundedDown("width", pixels.width()));
      values.putIfAbsent("height", roundedDown("height", pixels.height()));
    } else {
      values.putIfAbsent("width", defaults.width());
      values.putIfAbsent("height", defaults.height());
    }
  }

  private static int roundedDown(String side, int pixels) {
    if (pixels < MULTIPLE) {
      throw LatentmillException.user(
          "%s %d of init_image is less than %d pixels", side, pixels, MULTIPLE);
    }
    return pixels / MULTIPLE * MULTIPLE;
  }

  private static ImageSource source(Map<?, ?> image) {
    return image.get("bytes") instanceof byte[] bytes
        ? new ImageSource.Inline(bytes)
        : new ImageSource.Stored((String) image.get("path"));
  }
}
