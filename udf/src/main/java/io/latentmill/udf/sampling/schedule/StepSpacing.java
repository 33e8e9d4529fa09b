package io.latentmill.udf.sampling.schedule;

import io.latentmill.udf.request.Labels;
import io.latentmill.udf.sampling.config.SchedulerConfig;

/**
 * Which of the training timesteps a run of fewer steps visits (Lin et al. 2023, table 2): the
 * option {@code timestep_spacing}. Timesteps descend. The arithmetic is numpy's, to the last bit,
 * since a value on the edge is rounded to one side or the other.
 */
public enum StepSpacing {
  /** Multiples of a whole stride, counted from 0 and moved by the offset. */
  LEADING("leading") {
    @Override
    public double[] timesteps(int trained, int steps, int offset) {
      int stride = trained / steps;
      double[] timesteps = new double[steps];
      for (int i = 0; i < steps; i++) {
        timesteps[i] = (double) (steps - 1 - i) * stride + offset;
      }
      return timesteps;
    }
  },
  /**
   * Multiples of a fractional stride, counted down from the last trained timestep; no offset. Where
   * numpy's rounding makes the reference count one too many (61 steps of 1000, and 61 other
   * numbers), down to a timestep -1 that no network knows, it is left out.
   */
  TRAILING("trailing") {
    @Override
    public double[] timesteps(int trained, int steps, int offset) {
      double stride = (double) trained / steps;
      double delta = (trained - stride) - trained;
      double[] timesteps = new double[steps];
      for (int i = 0; i < steps; i++) {
        timesteps[i] = Math.rint(trained + i * delta) - 1;
      }
      return timesteps;
    }
  },
  /** From the last to the first trained timestep in equal, fractional strides; no offset. */
  LINSPACE("linspace") {
    @Override
    public double[] timesteps(int trained, int steps, int offset) {
      double[] ascending = linspace(trained - 1, steps);
      double[] timesteps = new double[steps];
      for (int i = 0; i < steps; i++) {
        timesteps[i] = ascending[steps - 1 - i];
      }
      return timesteps;
    }
  };

  private final String label;

  StepSpacing(String label) {
    this.label = label;
  }

  /**
   * The timesteps of a run.
   *
   * @param trained the number of training timesteps
   * @param offset what LEADING adds to each
   */
  public abstract double[] timesteps(int trained, int steps, int offset);

  /** The spacing that the option {@code timestep_spacing} chooses. */
  public static StepSpacing of(SchedulerConfig config) {
    return Labels.find(values(), spacing -> spacing.label, config.text("timestep_spacing"))
        .orElseThrow();
  }

  /** From 0 to {@code stop} in equal strides. */
  private static double[] linspace(double stop, int count) {
    double[] values = new double[count];
    double stride = stop / (count - 1);
    for (int i = 0; i < count; i++) {
      values[i] = i == 0 ? 0 : i * stride;
    }
    if (count > 1) {
      values[count - 1] = stop;
    }
    return values;
  }
}
