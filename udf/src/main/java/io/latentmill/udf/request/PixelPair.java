package io.latentmill.udf.request;

import java.util.List;

/**
 * Two numbers of pixels in the order that diffusers has them: height and width of a size, top and
 * left of a crop.
 */
public record PixelPair(int vertical, int horizontal) {
  /** Nothing cut off. */
  public static final PixelPair NONE = new PixelPair(0, 0);

  /**
   * The pair in a list.
   *
   * @throws LatentmillException (user) if it holds more or less than two numbers
   */
  public static PixelPair of(List<Integer> numbers) {
    if (numbers.size() != 2 || numbers.contains(null)) {
      throw LatentmillException.user("%s is not a pair of numbers", numbers);
    }
    return new PixelPair(numbers.get(0), numbers.get(1));
  }

  static PixelPair of(ImageSize size) {
    return new PixelPair(size.height(), size.width());
  }
}
