package io.latentmill.udf.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationRequest.Sampling;
import io.latentmill.udf.request.RequestColumn;
import io.latentmill.udf.request.RequestValues;
import io.latentmill.udf.request.SamplerName;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ParametersTextTest {
  private static final String KARRAS =
      "{\"_class_name\": \"EulerDiscreteScheduler\", \"use_karras_sigmas\": true}";

  private ParametersText text;

  @BeforeEach
  void setUp() throws Exception {
    SchedulerConfig scheduler = SchedulerConfig.of(new ObjectMapper().readTree(KARRAS));
    text = new ParametersText(scheduler, "m", "0123456789abcdef", "v");
  }

  /** A row that names a sampler takes over from the checkpoint what the sampler knows. */
  @Test
  void saysKarrasWhereTheCheckpointDoes() {
    assertThat(sampler(Sampling.checkpoint())).isEqualTo("Euler Karras");
    assertThat(sampler(named(SamplerName.EULER, Map.of()))).isEqualTo("Euler Karras");
    assertThat(sampler(named(SamplerName.DPMPP_2M, Map.of()))).isEqualTo("DPM++ 2M Karras");
    assertThat(sampler(named(SamplerName.DDIM, Map.of()))).isEqualTo("DDIM");
  }

  @Test
  void saysWhatTheRowOverrides() {
    assertThat(sampler(named(SamplerName.EULER, Map.of("use_karras_sigmas", "false"))))
        .isEqualTo("Euler");
    Map<String, String> sde = Map.of("algorithm_type", "sde-dpmsolver++");
    assertThat(sampler(named(SamplerName.DPMPP_2M, sde))).isEqualTo("DPM++ 2M SDE Karras");
  }

  @Test
  void travelsToExecutors() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ObjectOutputStream(bytes).writeObject(text);
    GenerationRequest request = Rows.BASE.id("a");
    ParametersText copy =
        (ParametersText)
            new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    assertThat(copy.of(request)).isEqualTo(text.of(request));
  }

  private static Sampling named(SamplerName name, Map<String, String> options) {
    return new Sampling(Optional.of(name), options, 0);
  }

  private String sampler(Sampling sampling) {
    Map<RequestColumn, Object> values = new EnumMap<>(RequestColumn.class);
    values.putAll(
        Map.of(
            RequestColumn.ID,
            "a",
            RequestColumn.PROMPT,
            "a red circle",
            RequestColumn.SEED,
            1L,
            RequestColumn.WIDTH,
            64,
            RequestColumn.HEIGHT,
            64,
            RequestColumn.SAMPLER_OPTIONS,
            sampling.options()));
    sampling.name().ifPresent(name -> values.put(RequestColumn.SAMPLER, name.label()));
    GenerationRequest request = GenerationRequest.of(new RequestValues(values));
    return text.of(request).replaceAll("(?s).*Sampler: (.*?),.*", "$1");
  }
}
