package io.latentmill.udf.weights.lora;

import io.latentmill.udf.weights.Checkpoint;
import io.latentmill.udf.weights.Component;
import io.latentmill.udf.weights.TensorInfo;
import java.util.Optional;

/**
 * A change of one weight by matrices of low rank: {@code W + strength * scale * up x down}; for a
 * convolution with {@code mid}, {@code sum over p, q of up[o, p] mid[p, q, h, w] down[q, i]}.
 * Shapes are checked: reshaped to {@code up} [out, rank] and {@code down} [rank, in * h * w] (with
 * {@code mid} [rank, in]) the product has the target's elements.
 *
 * @param component whose weight is changed
 * @param target the weight's name, as {@link Checkpoint#weights} gives it
 * @param up [out, rank] or [out, rank, 1, 1], in the file
 * @param down [rank, in], or [rank, in, h, w], in the file
 * @param mid [rank, rank, h, w], in the file, of decomposed convolutions
 * @param rank of the change
 * @param scale what the file multiplies the product by: alpha / rank
 */
public record LoraDelta(
    Component component,
    String target,
    TensorInfo up,
    TensorInfo down,
    Optional<TensorInfo> mid,
    int rank,
    double scale) {}
