package io.latentmill.job.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What the build says of the jar's parts and their licences, to machines and to people. */
class BillOfMaterialsIT {
  private static final Path ROOT = Path.of(System.getProperty("latentmill.root"));

  @Test
  void everyPartHasALicenceAndStandsInTheNotice() throws IOException {
    JsonNode bill =
        new ObjectMapper().readTree(ROOT.resolve("job/target/latentmill-sbom.json").toFile());
    String notice = Files.readString(ROOT.resolve("NOTICE"));

    assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
    assertThat(bill.path("components")).isNotEmpty();
    for (JsonNode part : bill.path("components")) {
      String group = part.path("group").asText();
      if (!group.equals("io.latentmill")) {
        assertThat(part.path("licenses")).as(part.path("purl").asText()).isNotEmpty();
        assertThat(notice).contains(group + ":" + part.path("name").asText());
      }
    }
  }

  @Test
  void theNoticeIsInTheJar() throws IOException {
    try (ZipFile jar = new ZipFile(ROOT.resolve("job/target/latentmill.jar").toFile())) {
      byte[] notice = jar.getInputStream(jar.getEntry("META-INF/NOTICE")).readAllBytes();

      assertThat(new String(notice, StandardCharsets.UTF_8))
          .isEqualTo(Files.readString(ROOT.resolve("NOTICE")));
    }
  }
}
