package io.latentmill.udf.scores;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.image.ResampleFilter;
import io.latentmill.udf.image.Resize;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.request.LatentmillException;

/**
 * Images as CLIP takes them, bit for bit as transformers' CLIPImageProcessor makes them with
 * Pillow: the shorter edge resized by a bicubic filter, the middle cut out, then normalised in
 * float32.
 *
 * @param edge length that the shorter edge gets
 * @param crop side of the square that is cut out, at most {@code edge}
 * @param scale of a byte
 * @param mean of each channel
 * @param deviation of each channel
 */
record ClipPreprocessing(int edge, int crop, double scale, float[] mean, float[] deviation) {
  private static final int CHANNELS = 3;
  private static final double[] CLIP_MEAN = {0.48145466, 0.4578275, 0.40821073};
  private static final double[] CLIP_DEVIATION = {0.26862954, 0.26130258, 0.27577711};

  /** Pillow's number of the bicubic filter. */
  private static final int BICUBIC = 3;

  /**
   * Reads a preprocessor_config.json.
   *
   * @param side of the model's images
   * @throws LatentmillException (model) naming what differs from how CLIP's images are prepared
   */
  static ClipPreprocessing of(String subject, JsonNode json, int side) {
    int edge = length(json.path("size"), "shortest_edge", side);
    int crop = length(json.path("crop_size"), "height", side);
    boolean plain =
        json.path("do_resize").asBoolean(true)
            && json.path("do_center_crop").asBoolean(true)
            && json.path("do_normalize").asBoolean(true)
            && json.path("resample").asInt(BICUBIC) == BICUBIC;
    if (!plain || crop != side || edge < crop) {
      throw LatentmillException.model(
          "%s/preprocessor_config.json: supported are a bicubic resize of the shorter edge, a central"
              + " crop of %d pixels and a normalisation, not size %s and crop_size %s",
          subject, side, json.path("size"), json.path("crop_size"));
    }
    return new ClipPreprocessing(
        edge,
        crop,
        json.path("rescale_factor").asDouble(1 / 255.0),
        numbers(json.path("image_mean"), CLIP_MEAN),
        numbers(json.path("image_std"), CLIP_DEVIATION));
  }

  /** A length is written as an object, or in older files as one number. */
  private static int length(JsonNode node, String key, int absent) {
    return node.isInt() ? node.intValue() : node.path(key).asInt(absent);
  }

  private static float[] numbers(JsonNode node, double[] absent) {
    float[] values = new float[CHANNELS];
    for (int i = 0; i < CHANNELS; i++) {
      values[i] = (float) node.path(i).asDouble(absent[i]);
    }
    return values;
  }

  /** Writes an image's [3, crop, crop] values from an index on. */
  void write(RgbImage image, float[] pixels, int start) {
    RgbImage resized = resized(image);
    int left = (resized.width() - crop) / 2;
    int top = (resized.height() - crop) / 2;
    for (int y = 0; y < crop; y++) {
      for (int x = 0; x < crop; x++) {
        int from = CHANNELS * ((y + top) * resized.width() + x + left);
        int to = start + y * crop + x;
        for (int channel = 0; channel < CHANNELS; channel++) {
          float value = (float) ((resized.rgb()[from + channel] & 0xff) * scale);
          pixels[to + channel * crop * crop] = (value - mean[channel]) / deviation[channel];
        }
      }
    }
  }

  private RgbImage resized(RgbImage image) {
    boolean upright = image.height() > image.width();
    int shorter = upright ? image.width() : image.height();
    int longer = (int) ((long) edge * (upright ? image.height() : image.width()) / shorter);
    return Resize.to(
        image, upright ? edge : longer, upright ? longer : edge, ResampleFilter.BICUBIC);
  }
}
