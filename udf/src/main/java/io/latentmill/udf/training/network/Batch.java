package io.latentmill.udf.training.network;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/**
 * What one forward and backward pass sees.
 *
 * @param latents clean and scaled, [B, 4, H/8, W/8] float32
 * @param noise of the same shape
 * @param timesteps of each row
 * @param text captions
 * @param timeIds original size, crop and target size [B, 6], of a model that takes them
 * @param hint images for a ControlNet, [B, 3, H, W] in 0..1
 * @param weights factors before each row's loss, [B]
 */
public record Batch(
    NDArray latents,
    NDArray noise,
    int[] timesteps,
    TextInput text,
    Optional<NDArray> timeIds,
    Optional<NDArray> hint,
    Optional<NDArray> weights) {}
