package io.latentmill.udf.request;

import static io.latentmill.udf.request.ColumnDefault.found;
import static io.latentmill.udf.request.ColumnDefault.nothing;
import static io.latentmill.udf.request.ColumnDefault.value;
import static io.latentmill.udf.request.ColumnKind.IDENTITY;
import static io.latentmill.udf.request.ColumnKind.IMAGE;
import static io.latentmill.udf.request.ColumnKind.INTEGER;
import static io.latentmill.udf.request.ColumnKind.LONG;
import static io.latentmill.udf.request.ColumnKind.NUMBER;
import static io.latentmill.udf.request.ColumnKind.OPTIONS;
import static io.latentmill.udf.request.ColumnKind.PIXELS;
import static io.latentmill.udf.request.ColumnKind.TEXT;
import static io.latentmill.udf.request.ColumnSharing.PER_ROW;
import static io.latentmill.udf.request.ColumnSharing.partly;
import static io.latentmill.udf.request.ColumnSharing.shared;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The columns of a prompt table that mean something to us; all others pass through. This is the one
 * place that lists them: plans and their defaults, requests as rows, metadata and the README's
 * table follow from it, in this order. {@link GenerationRequest} reads each into its component. A
 * new column goes to the end: outputs keep the columns that they have.
 */
public enum RequestColumn {
  ID(
      IDENTITY,
      found("a hash of the row's columns"),
      PER_ROW,
      "the row's identity. Rows that are identical get `HASH`, `HASH~1`, …; of rows that share an"
          + " id of their own, all but the first fail"),
  PROMPT(TEXT, found("must be given"), PER_ROW, "what to paint"),
  NEGATIVE_PROMPT(TEXT, nothing("none"), PER_ROW, "what not to paint"),
  SEED(LONG, found("derived from the id"), PER_ROW, "as of `torch.Generator(\"cpu\").manual_seed`"),
  WIDTH(
      INTEGER,
      found("the init image's, rounded down, else the model's"),
      shared(BatchPart.SIZE),
      "pixels, a multiple of 8"),
  HEIGHT(INTEGER, found("likewise"), shared(BatchPart.SIZE), "pixels, a multiple of 8"),
  STEPS(INTEGER, value(30), shared(BatchPart.STEPS), "inference steps"),
  GUIDANCE_SCALE(
      NUMBER,
      value(7.5),
      partly(BatchPart.GUIDED, "whether above 1"),
      "classifier-free guidance; none at 1 and below"),
  GUIDANCE_RESCALE(NUMBER, value(0.0), PER_ROW, "share of the rescaled prediction, 0 to 1"),
  GUIDANCE_START(
      NUMBER, value(0.0), shared(BatchPart.GUIDED), "share of the steps before guidance begins"),
  GUIDANCE_END(
      NUMBER, value(1.0), shared(BatchPart.GUIDED), "share of the steps after which it ends"),
  SAMPLER(
      TEXT,
      nothing("the checkpoint's own"),
      shared(BatchPart.SAMPLING),
      Arrays.stream(SamplerName.values())
          .map(name -> "`" + name.label() + "`")
          .reduce((some, next) -> some + ", " + next)
          .orElseThrow()),
  SAMPLER_OPTIONS(
      OPTIONS,
      value(Map.of(), "none"),
      shared(BatchPart.SAMPLING),
      "overrides by the names of scheduler_config.json: `use_karras_sigmas`, `timestep_spacing`, …"),
  ETA(NUMBER, value(0.0), shared(BatchPart.SAMPLING), "share of the noise that is put back"),
  CLIP_SKIP(INTEGER, nothing("none"), PER_ROW, "last layers of the text encoder to leave out"),
  STRENGTH(
      NUMBER,
      value(0.8),
      shared(BatchPart.FROM_IMAGE),
      "share of the steps that an init image goes through"),
  INIT_IMAGE(
      IMAGE,
      nothing("none"),
      partly(BatchPart.FROM_IMAGE, "whether there is one"),
      "image-to-image"),
  MASK_IMAGE(
      IMAGE,
      nothing("none"),
      partly(BatchPart.FROM_IMAGE, "whether there is one"),
      "inpainting: white where to paint anew"),
  CONTROLNETS(
      ColumnKind.CONTROLNETS,
      value(List.of(), "none"),
      shared(BatchPart.CONTROLS),
      "struct(model, image, scale, start, end, guess_mode, control_type, mask); the images are the"
          + " rows' own; a union is told its hint's `control_type`, a number; `mask` is white where"
          + " a ControlNet for inpainting does not know the image"),
  LORAS(ColumnKind.LORAS, value(List.of(), "none"), shared(BatchPart.LORAS), "struct(path, scale)"),
  EMBEDDINGS(
      ColumnKind.EMBEDDINGS,
      value(List.of(), "none"),
      PER_ROW,
      "textual inversion: struct(path, token)"),
  PROMPT_SYNTAX(
      TEXT,
      value("plain"),
      PER_ROW,
      "`plain` (as diffusers reads it: cut at 77 tokens), `long` (of any length), `a1111`"
          + " (`(word:1.2)`), `compel` (`word++`)"),
  NUM_IMAGES(
      INTEGER,
      value(1),
      PER_ROW,
      "further images take the seeds that follow, and the ids `ID-1`, `ID-2`, …"),
  IMAGE_GUIDANCE_SCALE(
      NUMBER,
      value(1.5),
      PER_ROW,
      "how closely a model that edits images (InstructPix2Pix) keeps to the init image, 1 or more"),
  PROMPT_2(TEXT, nothing("the prompt"), PER_ROW, "what the second text encoder of XL reads"),
  NEGATIVE_PROMPT_2(
      TEXT,
      nothing("the negative prompt"),
      PER_ROW,
      "what the second text encoder of XL reads as negative; needs a negative prompt"),
  ORIGINAL_SIZE(
      PIXELS,
      nothing("the image's"),
      PER_ROW,
      "height and width of what the image was cut from, as XL is told them"),
  CROPS(PIXELS, nothing("0, 0"), PER_ROW, "top and left of the cut, as XL is told them"),
  TARGET_SIZE(PIXELS, nothing("the image's"), PER_ROW, "height and width after the cut"),
  NEGATIVE_ORIGINAL_SIZE(
      PIXELS, nothing("`original_size`"), PER_ROW, "what is told beside the negative prompt"),
  NEGATIVE_CROPS(
      PIXELS,
      nothing("`crops`"),
      PER_ROW,
      "likewise; 0, 0 by default for a refiner, and where both negative sizes are given and there"
          + " is no init image, as diffusers has it"),
  NEGATIVE_TARGET_SIZE(PIXELS, nothing("`target_size`"), PER_ROW, "likewise"),
  AESTHETIC_SCORE(NUMBER, nothing("6"), PER_ROW, "how pleasing, as XL's refiner is told"),
  NEGATIVE_AESTHETIC_SCORE(NUMBER, nothing("2.5"), PER_ROW, "the score beside the negative prompt"),
  DENOISING_END(
      NUMBER,
      nothing("0.8 with a refiner"),
      shared(BatchPart.DENOISING_END),
      "share of the noise that the model takes away before the refiner of `--refiner` goes on; 1:"
          + " all of it"),
  MODEL(
      TEXT,
      nothing("that of `--model`"),
      shared(BatchPart.MODEL),
      "a name of `--models`; without that option a column like any other, which passes through"),
  IP_ADAPTERS(
      ColumnKind.IP_ADAPTERS,
      value(List.of(), "none"),
      shared(BatchPart.IP_ADAPTERS),
      "images as prompts: struct(path, image, scale); images and scales are the rows' own"),
  T2I_ADAPTERS(
      ColumnKind.T2I_ADAPTERS,
      value(List.of(), "none"),
      shared(BatchPart.T2I_ADAPTERS),
      "struct(path, image, scale, factor), factor being the share of the steps in which it acts;"
          + " images and scales are the rows' own");

  private final ColumnKind kind;
  private final ColumnDefault whenNull;
  private final ColumnSharing sharing;
  private final String meaning;
  private final String label = name().toLowerCase(Locale.ROOT);

  RequestColumn(ColumnKind kind, ColumnDefault whenNull, ColumnSharing sharing, String meaning) {
    this.kind = kind;
    this.whenNull = whenNull;
    this.sharing = sharing;
    this.meaning = meaning;
  }

  /** The name in prompt tables, plans and metadata. */
  public String label() {
    return label;
  }

  public ColumnKind kind() {
    return kind;
  }

  /** What a row has that leaves it null. */
  public ColumnDefault whenNull() {
    return whenNull;
  }

  public ColumnSharing sharing() {
    return sharing;
  }

  /** What it is for, in Markdown. */
  public String meaning() {
    return meaning;
  }

  /** The column that a table's column name means; like Spark itself, whatever its case. */
  public static Optional<RequestColumn> ofName(String name) {
    return Arrays.stream(values()).filter(it -> it.label().equalsIgnoreCase(name)).findFirst();
  }
}
