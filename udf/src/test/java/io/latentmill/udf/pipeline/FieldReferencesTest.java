package io.latentmill.udf.pipeline;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of all kinds that people bring make the images that their formats' references make. */
class FieldReferencesTest {
  private static final Pipelines PIPELINES = new Pipelines();

  @AfterAll
  static void close() {
    PIPELINES.close();
  }

  static List<GoldenCase> cases() throws Exception {
    String only = System.getProperty("latentmill.golden", "");
    return GoldenCase.all("field").stream().filter(golden -> golden.name().contains(only)).toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void generatesWhatDiffusersGenerates(GoldenCase golden) {
    GoldenComparison.assertSame(PIPELINES.get(golden.pipeline()), golden, 1e-3f);
  }
}
