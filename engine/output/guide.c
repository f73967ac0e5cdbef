/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands beside the tables for the people who open the folder: README.txt and the load
 * scripts. */
#include <inttypes.h>
#include <string.h>

#include "output/folder.h"
#include "output/state.h"

rift_status rift_output_readme_mark(const rift_output *output, rift_error *error) {
  rift_text text = {0};
  rift_text_add(&text, RIFT_FOLDER_MARK "\n\nThe run that writes this folder is not finished.\n");
  return rift_output_put(output, "README.txt", &text, error);
}

static const char reading[] =
    "HOW TO READ A NUMBER\n"
    "\n"
    "Every outcome is a change from the base year in percent: -1.5 for gross_output means that\n"
    "output falls by 1.5 percent. Rows whose indicator ends in _musd, _meur or _persons say the "
    "same\n"
    "in million USD, million EUR (a year, at base-year prices) or persons. p05 and p95 enclose "
    "the\n"
    "middle 90 percent of the draws; mcse says how far the mean may be off because the number of\n"
    "draws is finite, not how sure the model is. es95 is the mean of the worst 5 percent of the\n"
    "draws, prob_loss the share of draws with any loss. A blank means: not computed or unknown.\n"
    "Rows without quantiles are outcomes of which only mean and spread were kept.\n"
    "\n"
    "The spread shows what follows from the uncertain inputs in tables/inputs.csv. It does not "
    "show how\n"
    "likely a scenario is, nor how wrong the model may be.\n"
    "\n";

static const char limits[] =
    "WHAT IS NOT MODELLED\n"
    "\n"
    "Parts of a scenario that a model leaves out are listed in tables/unexpressed.csv. Beyond "
    "these,\n"
    "no row contains financial contagion, exchange rates, monetary or fiscal policy, changes of\n"
    "expectations, military events, or firms' individual contracts. The economy is that of its "
    "base year;\n"
    "firms inside a sector are alike. Groups marked as proxy in codebook.csv are stood in for by "
    "wider\n"
    "sectors.\n"
    "\n"
    "Static model: output is lost where sales are lost; a supplier's customers lose no output of "
    "their own,\n"
    "which is why inputs that cannot be replaced appear separately as input_at_risk; prices and "
    "quantities\n"
    "do not react to each other. Its bounds resourcing_0 and resourcing_1 (nothing, or all, is "
    "bought\n"
    "elsewhere) enclose the loss of the world, not that of every region: rivals gain.\n"
    "\n";

static void add_files(const rift_output *output, rift_text *text) {
  rift_text_add(text, "WHAT IS HERE\n\n");
  for (size_t i = 0; i < RIFT_TABLE_COUNT; i++) {
    const rift_schema *schema = rift_schema_of((rift_table_id)i);
    rift_text_add(text, "  %s\n      %s\n", schema->path, schema->description);
  }
  if (output->options.draws_mode != RIFT_DRAWS_NONE) {
    rift_text_add(text,
                  "  draws/SCENARIO.MODEL.nc\n      The single draws, netCDF-4: %s outcomes "
                  "in percent, and all inputs.\n",
                  output->options.draws_mode == RIFT_DRAWS_ALL ? "all stored" : "headline");
  }
  rift_text_add(text,
                "  resolved/SCENARIO.yaml\n      The scenario as it was run, with all that it "
                "inherits. Paths in it start at the scenario's own folder: copy it there\n"
                "      to run it again.\n"
                "  load/load.R, load.py, load.do\n      Load all tables in R, Python or Stata.\n"
                "  datapackage.json\n      Columns, types and meanings for programs "
                "(Frictionless Data).\n"
                "  manifest.json\n      Version, seed, options and SHA-256 of every input and "
                "output; `hash` is the\n      SHA-256 of the member `hashed`, written without "
                "blanks and with sorted keys.\n"
                "  plots/\n      The figures, once `rift plots` has drawn them.\n"
                "  DONE\n      The same hash: the folder is complete.\n\n");
}

static void add_runs(const rift_output *output, rift_text *text) {
  rift_text_add(text, "WHAT WAS RUN\n\n");
  size_t index = 0;
  json_t *entry = NULL;
  json_array_foreach(output->result_list, index, entry) {
    rift_text_add(text, "  %s (%s model): %s\n      %lld draws, %lld of them failed\n",
                  json_string_value(json_object_get(entry, "scenario")),
                  json_string_value(json_object_get(entry, "model")),
                  json_string_value(json_object_get(entry, "title")),
                  (long long)json_integer_value(json_object_get(entry, "draws")),
                  (long long)json_integer_value(json_object_get(entry, "failed")));
    if (json_is_true(json_object_get(entry, "correlation_repaired"))) {
      rift_text_add(text,
                    "      The correlations contradicted each other and were replaced by the "
                    "nearest possible ones\n      (largest change: %s).\n",
                    json_string_value(json_object_get(entry, "correlation_largest_change")));
    }
  }
  rift_text_add(text, "\nECONOMY\n\n");
  json_array_foreach(output->economy_list, index, entry) {
    rift_text_add(text, "  %s, values of %lld\n      Source: %s\n",
                  json_string_value(json_object_get(entry, "title")),
                  (long long)json_integer_value(json_object_get(entry, "year")),
                  json_string_value(json_object_get(entry, "source")));
  }
  rift_text_add(text, "\n");
}

static rift_status put_readme(const rift_output *output, rift_error *error) {
  rift_text text = {0};
  rift_text_add(&text, RIFT_FOLDER_MARK "\n\n");
  add_files(output, &text);
  add_runs(output, &text);
  rift_text_add_bytes(&text, reading, sizeof reading - 1);
  rift_text_add_bytes(&text, limits, sizeof limits - 1);
  rift_text_add(&text,
                "HOW TO CITE\n\n"
                "  rift %s, seed %" PRIu64 ", result hash: first 12 digits of the file DONE.\n"
                "  Name the source of the economy above beside it.\n",
                output->options.version, output->options.seed);
  return rift_output_put(output, "README.txt", &text, error);
}

/* A blank is missing, "NA" is a code, and codes stay text even where all of them look like T or F.
 */
static const char load_r[] =
    "# In R: source(\"load/load.R\", chdir = TRUE), or run in this folder. Makes `rift`, a list of "
    "tables.\n"
    "rift <- lapply(c(tables = \"tables\", codebook = \".\"), function(folder) list.files(\n"
    "  file.path(if (file.exists(\"DONE\")) \".\" else \"..\", folder), \"[.]csv$\", full.names = "
    "TRUE))\n"
    "rift <- lapply(setNames(unlist(rift), sub(\"[.]csv$\", \"\", basename(unlist(rift)))), "
    "read.csv,\n"
    "  na.strings = \"\", encoding = \"UTF-8\", stringsAsFactors = FALSE)\n"
    "# Draws, if the package ncdf4 is installed: ncdf4::nc_open(\"draws/SCENARIO.MODEL.nc\")\n";

static const char load_python[] =
    "# In Python, from the result folder: exec(open(\"load/load.py\").read()). Standard library "
    "only.\n"
    "# Makes `rift`: table name -> list of rows, each a dict; a blank is None.\n"
    "import csv\n"
    "import json\n"
    "import os\n"
    "\n"
    "_here = os.path.exists(\"datapackage.json\")\n"
    "_root = \".\" if _here else os.path.dirname(os.path.dirname(os.path.abspath(__file__)))\n"
    "_convert = {\"number\": float, \"integer\": int, \"boolean\": lambda text: text == \"true\"}\n"
    "rift = {}\n"
    "with open(os.path.join(_root, \"datapackage.json\"), encoding=\"utf-8\") as _file:\n"
    "    _resources = json.load(_file)[\"resources\"]\n"
    "for _resource in _resources:\n"
    "    _types = {}\n"
    "    for _field in _resource[\"schema\"][\"fields\"]:\n"
    "        _types[_field[\"name\"]] = _convert.get(_field[\"type\"], str)\n"
    "    rift[_resource[\"name\"]] = []\n"
    "    with open(os.path.join(_root, _resource[\"path\"]), newline=\"\", encoding=\"utf-8\") as "
    "_file:\n"
    "        for _row in csv.DictReader(_file):\n"
    "            for _name, _text in _row.items():\n"
    "                _row[_name] = None if _text == \"\" else _types[_name](_text)\n"
    "            rift[_resource[\"name\"]].append(_row)\n"
    "# As a data frame: pandas.DataFrame(rift[\"summary\"]).\n"
    "# Draws, if xarray is installed: xarray.open_dataset(\"draws/SCENARIO.MODEL.nc\")\n";

static const char load_stata[] =
    "* In Stata, from the result folder: do load/load.do\n"
    "* Saves every table as load/TABLE.dta and leaves summary in memory.\n"
    "foreach table in exceedance convergence inputs unexpressed summary {\n"
    "  import delimited using \"tables/`table'.csv\", clear varnames(1) case(preserve) ///\n"
    "    encoding(\"utf-8\") bindquote(strict) asdouble\n"
    "  save \"load/`table'.dta\", replace emptyok\n"
    "}\n";

static rift_status put_constant(const rift_output *output, const char *name, const char *content,
                                size_t length, rift_error *error) {
  rift_text text = {0};
  rift_text_add_bytes(&text, content, length);
  return rift_output_put(output, name, &text, error);
}

rift_status rift_output_guide(const rift_output *output, rift_error *error) {
  rift_status status = put_readme(output, error);
  if (status == RIFT_OK) {
    status = put_constant(output, "load/load.R", load_r, sizeof load_r - 1, error);
  }
  if (status == RIFT_OK) {
    status = put_constant(output, "load/load.py", load_python, sizeof load_python - 1, error);
  }
  return status == RIFT_OK
             ? put_constant(output, "load/load.do", load_stata, sizeof load_stata - 1, error)
             : status;
}
