package io.latentmill.udf.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentmill.udf.request.SamplerName;
import io.latentmill.udf.sampling.schedule.NoiseSchedule;
import io.latentmill.udf.sampling.schedule.StepSpacing;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The times that Stable Diffusion's usual configuration gives, as diffusers does. */
final class ScheduleFactsTest {
  private static Trajectory run(String sampler, int steps, Map<String, String> options) {
    return Sampler.of(SamplerTest.config(SamplerName.ofLabel(sampler), options))
        .trajectory(steps, OptionalDouble.empty(), 0);
  }

  @ParameterizedTest
  @CsvSource({
    "ddim, leading, 20, 951 901 851, 1",
    "ddpm, leading, 20, 951 901 851, 1",
    "euler, leading, 20, 951 901 851, 1",
    "euler-ancestral, leading, 20, 951 901 851, 1",
    "lms, leading, 20, 951 901 851, 1",
    "pndm, leading, 21, 951 901 901 851, 1",
    "dpmpp-2m, leading, 20, 941 894 847, 48",
    "unipc, leading, 20, 941 894 847, 48",
    "deis, leading, 20, 941 894 847, 48",
    "euler, linspace, 20, 999 946.421, 0",
    "dpmpp-2m, linspace, 20, 999 949, 50",
    "heun, leading, 39, 951 901 901 851, 1",
    "kdpm2, leading, 39, 951 926.5 901, 1",
  })
  void twentySteps(String sampler, String spacing, int calls, String first, double last) {
    double[] timesteps = run(sampler, 20, Map.of("timestep_spacing", spacing)).timesteps();
    double[] expected = Arrays.stream(first.split(" ")).mapToDouble(Double::parseDouble).toArray();
    assertThat(timesteps).hasSize(calls);
    assertThat(Arrays.copyOf(timesteps, expected.length))
        .containsExactly(expected, within(sampler.equals("kdpm2") ? 0.5 : 1e-3));
    assertThat(timesteps[calls - 1]).isEqualTo(last);
  }

  @Test
  void karrasSigmasStartWhereTheTimestepsDo() {
    Map<String, String> options =
        Map.of("use_karras_sigmas", "true", "timestep_spacing", "leading");
    assertThat(run("euler", 20, options).timesteps())
        .startsWith(new double[] {951, 913.7394}, within(1e-3));
    assertThat(run("dpmpp-2m", 20, options).timesteps()).startsWith(999, 962).endsWith(0);
  }

  @Test
  void distilledTimestepsAreThoseOfTheDistillation() {
    assertThat(run("lcm", 4, Map.of()).timesteps()).containsExactly(999, 759, 499, 259);
  }

  @Test
  void theTableIsThatOfTheReference() {
    NoiseSchedule schedule = NoiseSchedule.of(SamplerTest.config(SamplerName.EULER, Map.of()));
    assertThat((float) schedule.sigmaMax()).isEqualTo(14.614647f);
    assertThat((float) schedule.sigmaMin()).isEqualTo(0.0291675f, within(1e-7f));
  }

  @Test
  void initialNoiseDependsOnTheSpacing() {
    assertThat(run("euler", 20, Map.of("timestep_spacing", "leading")).initNoiseSigma())
        .isCloseTo(11.0736, within(1e-4));
    assertThat(run("euler", 20, Map.of("timestep_spacing", "linspace")).initNoiseSigma())
        .isCloseTo(14.6146, within(1e-4));
    assertThat(run("dpmpp-2m", 20, Map.of()).initNoiseSigma()).isEqualTo(1);
  }

  /** 937.5 in exact arithmetic is 937.4999… in numpy's, which decides the fourth. */
  @Test
  void trailingTimestepsAreNumpys() {
    assertThat(run("ddim", 48, Map.of("timestep_spacing", "trailing")).timesteps())
        .startsWith(999, 978, 957, 936);
  }

  @ParameterizedTest
  @EnumSource(StepSpacing.class)
  void everySpacingDescends(StepSpacing spacing) {
    for (int steps = 1; steps <= 1000; steps++) {
      double[] timesteps = spacing.timesteps(1000, steps, 0);
      assertThat(timesteps).hasSize(steps);
      assertThat(timesteps[0]).isBetween(0.0, 999.0);
      for (int i = 1; i < steps; i++) {
        assertThat(timesteps[i]).isGreaterThanOrEqualTo(0).isLessThan(timesteps[i - 1]);
      }
    }
  }
}
