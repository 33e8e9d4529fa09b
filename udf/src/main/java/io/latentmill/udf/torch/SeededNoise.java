package io.latentmill.udf.torch;

/**
 * Standard normal noise of one seed: the numbers of {@code torch.randn(count,
 * generator=torch.Generator("cpu").manual_seed(seed))} in float32, from pure Java.
 *
 * <p>Every image owns an instance, so that its noise depends on its seed alone: torch's own
 * generator, as DJL exposes it, is global to the process. Torch evaluates logarithm and sine in
 * float32 vector instructions that differ between processors, so the values agree within 1e-6, not
 * in their last bits; here they are the same on every machine.
 *
 * <p>Source: PyTorch's aten/src/ATen/native/cpu/DistributionTemplates.h ({@code normal_fill}) and
 * aten/src/ATen/core/DistributionsHelper.h ({@code normal_distribution<double>}). Not thread-safe;
 * holds nothing to close.
 */
public final class SeededNoise {
  /** Torch fills blocks of this many values, and takes another path for fewer. */
  private static final int BLOCK = 16;

  private static final float TWO_PI = (float) (2 * Math.PI);
  private static final float FLOAT_UNIT = 0x1p-24f;
  private static final double DOUBLE_UNIT = 0x1p-53;

  private final MersenneTwister random;
  private double spare = Double.NaN;

  /** Starts the stream of a seed; like torch's, only the seed's lowest 32 bits count. */
  public SeededNoise(long seed) {
    this.random = new MersenneTwister((int) seed);
  }

  /**
   * The next draw of that many values, a tensor of any shape in row-major order. How many values a
   * draw has changes the values themselves (below 16, and when not a multiple of 16), so a tensor
   * must be drawn at once.
   */
  public float[] normals(int count) {
    float[] values = new float[count];
    if (count < BLOCK) {
      for (int i = 0; i < count; i++) {
        values[i] = (float) nextNormal();
      }
      return values;
    }
    fillUniform(values, 0);
    for (int start = 0; start + BLOCK <= count; start += BLOCK) {
      transformBlock(values, start);
    }
    if (count % BLOCK != 0) {
      // Torch draws the last 16 values afresh, over values it has finished already.
      fillUniform(values, count - BLOCK);
      transformBlock(values, count - BLOCK);
    }
    return values;
  }

  /** Uniform float32 values in [0, 1) of 24 random bits each, from {@code start} to the end. */
  private void fillUniform(float[] values, int start) {
    for (int i = start; i < values.length; i++) {
      values[i] = (random.nextInt() & 0xffffff) * FLOAT_UNIT;
    }
  }

  /** Box-Muller in place: radii from the block's first half, angles from its second. */
  private static void transformBlock(float[] values, int start) {
    for (int i = start; i < start + BLOCK / 2; i++) {
      double radius = Math.sqrt(-2 * Math.log(1 - values[i]));
      double angle = TWO_PI * values[i + BLOCK / 2];
      values[i] = (float) (radius * Math.cos(angle));
      values[i + BLOCK / 2] = (float) (radius * Math.sin(angle));
    }
  }

  /**
   * One value in double precision. Box-Muller gives two: the second waits for the next small draw,
   * however many values other draws take in between.
   */
  private double nextNormal() {
    if (!Double.isNaN(spare)) {
      double value = spare;
      spare = Double.NaN;
      return value;
    }
    double angle = 2 * Math.PI * nextDouble();
    double radius = Math.sqrt(-2 * Math.log1p(-nextDouble()));
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** Uniform in [0, 1) of 53 random bits; the first word drawn is the upper one. */
  private double nextDouble() {
    long upper = (long) random.nextInt() << 32;
    long bits = upper | Integer.toUnsignedLong(random.nextInt());
    return (bits & ((1L << 53) - 1)) * DOUBLE_UNIT;
  }
}
