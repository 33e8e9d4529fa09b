package io.latentmill.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Model.OptionSpec;

/** Every command's options and their defaults. Changing one changes what users' commands mean. */
class OptionDefaultsTest {
  private static final String EVERYWHERE = "--config=none --help=false --stacktrace=false ";

  @ParameterizedTest
  @CsvSource({
    "demo, --device=auto --output=out/demo",
    "duplicates, --distance=6 --input=required --output=required",
    "gc, --delete=false --lease-lapse=20s --output=required --single-writer=false --wait=none",
    "generate, --progress=auto --aesthetic=none --batch-size=4 --changed=keep --chunk-rows=4096 --clip=none --embeddings=false --keep=none --redraws=0 --safety=none --scores=false --unsafe=keep --device=auto --drain=none --dtype=none --failed-rows-ok=false --format=parquet"
        + " --image-format=png --input-roots=none --latents=false --limit=none --where=none --lease-lapse=20s --mark=none --watermark=none --max-failures=none"
        + " --max-pixels=4194304 --model=none --model-config=none --models=none --output=required --refiner=none"
        + " --prompts=required --quality=90 --shard-bytes=512MiB --shard-rows=512"
        + " --single-writer=false --strict-columns=false --table=none --text-encoder=none --threads=none --vae=none --wait=none",
    "inspect, --adapter=none --dtype=none --json=false --model=none --model-config=none --refiner=none --text-encoder=none --tree=false --vae=none",
    "plan, --device-teraflops=50 --aesthetic=none --clip=none --embeddings=false --keep=none --redraws=0 --safety=none --scores=false --unsafe=keep --batch-size=4 --changed=keep --chunk-rows=4096 --device=auto --drain=none --dtype=none --failed-rows-ok=false --format=parquet"
        + " --image-format=png --input-roots=none --latents=false --limit=none --where=none --preview=0 --lease-lapse=20s --mark=none --watermark=none --max-failures=none"
        + " --max-pixels=4194304 --model=none --model-config=none --models=none --output=required --refiner=none"
        + " --prompts=required --quality=90 --shard-bytes=512MiB --shard-rows=512"
        + " --single-writer=false --strict-columns=false --table=none --text-encoder=none --threads=none --vae=none --wait=none",
    "render, --mark=none --device=auto --dtype=none --model=none --model-config=none --refiner=none --output=required"
        + " --request=required --tensors=false --text-encoder=none --threads=none --vae=none",
    "report, --lease-lapse=20s --output=required --single-writer=false --wait=none",
    "retry, --device=auto --drain=none --failed-rows-ok=false --lease-lapse=20s --output=required --progress=auto --single-writer=false --wait=none"
        + " --where=none",
    "score, --aesthetic=none --batch-size=16 --clip=none --device=auto --embeddings=false"
        + " --input=required --output=required --safety=none",
    "train, --accumulate=1 --bands=10 --caption-dropout=0 --checkpoint-steps=500 --clip-norm=1 --device=auto"
        + " --dtype=none --ema-decay=0 --examples=required --flip=false --initializer=image"
        + " --learning-rate=none --lease-lapse=20s --method=required --min-snr-gamma=0 --model=none"
        + " --model-config=none --noise-offset=0 --output=required --rank=4 --resolution=none"
        + " --sample-prompts=none --sample-steps=20 --schedule=constant --seed=0 --single-writer=false --steps=1000 --text-encoder=none"
        + " --threads=none --token=<concept> --train-batch-size=4 --train-text-encoder=false --vae=none --vectors=1 --wait=none"
        + " --warmup-steps=0 --weight-decay=0.01",
    "status, --json=false --output=required --watch=false",
    "completion, --help=false",
    "verify, --device=auto --output=required --rerender=none",
  })
  void arePinned(String command, String options) {
    assertThat(defaults(command)).isEqualTo(parsed(EVERYWHERE + options));
  }

  @Test
  void areAllPinned() {
    assertThat(OptionTable.commands().getSubcommands().keySet())
        .containsExactlyInAnyOrder(
            "completion",
            "demo",
            "duplicates",
            "gc",
            "generate",
            "inspect",
            "plan",
            "render",
            "report",
            "retry",
            "score",
            "status",
            "train",
            "verify");
  }

  private static Map<String, String> defaults(String command) {
    Map<String, String> defaults = new TreeMap<>();
    for (OptionSpec option :
        OptionTable.commands().getSubcommands().get(command).getCommandSpec().options()) {
      defaults.put(option.longestName(), OptionTable.defaultOf(option));
    }
    return defaults;
  }

  private static Map<String, String> parsed(String options) {
    Map<String, String> parsed = new TreeMap<>();
    for (String option : options.split(" ")) {
      parsed.put(option.split("=")[0], option.split("=")[1]);
    }
    return parsed;
  }
}
