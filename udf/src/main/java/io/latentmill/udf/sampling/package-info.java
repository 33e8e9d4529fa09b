/**
 * How noise becomes an image: pure mathematics over {@link ai.djl.ndarray.NDArray}, with no model
 * in it.
 *
 * <p>Three axes are kept apart, as Karras et al. 2022 do: the schedule ({@link
 * io.latentmill.udf.sampling.schedule.NoiseSchedule}, StepSpacing, SigmaTransform) says which noise
 * levels are visited, the parameterisation ({@link
 * io.latentmill.udf.sampling.prediction.Prediction}) what the network predicts at a level, and the
 * {@link io.latentmill.udf.sampling.Sampler} how one level follows from the one before. A
 * checkpoint's scheduler_config.json enters as a {@link
 * io.latentmill.udf.sampling.config.SchedulerConfig}; a {@link
 * io.latentmill.udf.sampling.Trajectory} leaves, which the denoising loop walks. Everything is
 * immutable; all coefficients are computed on the host in double, so that no step waits for a
 * device.
 *
 * <p>The reference for the numbers is Hugging Face diffusers 0.40 in float32.
 */
package io.latentmill.udf.sampling;
