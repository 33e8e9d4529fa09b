package io.latentmill.udf.training.adapter;

import io.latentmill.udf.image.RgbImage;
import java.util.Optional;

/**
 * An image and what a prompt for it would be.
 *
 * @param hint what a ControlNet is shown beside the prompt
 * @param weight factor before its loss
 */
public record Example(RgbImage image, String caption, Optional<RgbImage> hint, double weight) {}
