package io.latentmill.udf.training;

/**
 * What became of a step.
 *
 * @param step counts from 1
 * @param loss mean over all rows
 * @param gradientNorm before clipping
 * @param learningRate of this step
 * @param skipped whether gradients overflowed, so that nothing changed but the loss scale
 */
public record StepReport(
    int step, double loss, double gradientNorm, double learningRate, boolean skipped) {}
