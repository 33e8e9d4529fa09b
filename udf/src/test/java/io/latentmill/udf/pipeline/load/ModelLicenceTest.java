package io.latentmill.udf.pipeline.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ModelLicenceTest {
  @Test
  void isWhatTheFrontMatterOfACardNames() {
    assertThat(ModelLicence.read("---\nlicense: creativeml-openrail-m\ntags:\n- x\n---\n# A"))
        .hasValue("creativeml-openrail-m");
    assertThat(ModelLicence.read("---\r\ntags: a\r\nlicense: \"mit\"  # free\r\n---\r\n"))
        .hasValue("mit");
    assertThat(
            ModelLicence.read("---\nlicense: other\nlicense_name: stabilityai-ai-community\n---"))
        .hasValue("stabilityai-ai-community");
    assertThat(ModelLicence.read("---\nlicense: other\n---")).hasValue("other");
    assertThat(ModelLicence.read("---\nlicense:\n---\nlicense: mit")).isEmpty();
    assertThat(ModelLicence.read("# No front matter\nlicense: mit")).isEmpty();
  }
}
