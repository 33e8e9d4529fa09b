package io.latentmill.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.LocalSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Rows that cannot be generated end as rows that say why; odd ones that can are generated. */
@ExtendWith(LocalSpark.class)
@Tag("fault")
class PoisonRowsIT {
  @TempDir Path directory;

  @Test
  void everyPoisonIsAFailedRow() throws Exception {
    Path broken = Files.writeString(directory.resolve("broken.png"), "no image");
    Path missing = directory.resolve("missing.png");
    PromptTable table =
        PromptTable.ordinary()
            .row("null-prompt", "prompt", null)
            .row("size-7", "width", 7)
            .row("unknown-sampler", "sampler", "magic")
            .row("missing-image", "init_image", missing.toUri().toString())
            .row("broken-image", "init_image", broken.toUri().toString())
            .row("long-prompt", "prompt", "star ".repeat(200_000))
            .row("../outside", "seed", 1)
            .row("a/b", "seed", 2);
    Scene scene = Scene.of(directory, table);
    scene.job().runTo(3);

    DataSet found = DataSet.of(scene.output());
    assertThat(found.ids()).isEqualTo(table.ids());
    assertThat(found.failures())
        .isEqualTo(
            Map.of(
                "null-prompt",
                "user: prompt is null",
                "size-7",
                "user: width 7 is not a positive multiple of 8",
                "unknown-sampler",
                "user: unknown sampler \"magic\"; known are pndm, ddim, ddpm, euler,"
                    + " euler-ancestral, heun, lms, dpmpp-2m, dpmpp-2m-sde,"
                    + " dpmpp-singlestep, unipc, deis, kdpm2, lcm, tcd, edm-euler, edm-dpmpp-2m",
                "missing-image",
                "user: init_image %s: no such file".formatted(missing.toUri()),
                "broken-image",
                "user: init_image %s: not an image; known are PNG, JPEG, GIF, BMP, WebP"
                    .formatted(broken.toUri())));
    Checks.assertSound(scene.output(), found);
    scene.job().runTo(3);
    assertThat(DataSet.of(scene.output()).data()).isEqualTo(found.data());
  }
}
