// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * flamerec analyze FILE...: the patterns in what was sampled, for people and for models.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/analyze.h"
#include "analyze/prompt.h"
#include "commands.h"
#include "session/ask.h"
#include "session/command_line.h"
#include "session/input.h"
#include "session/input_quality.h"
#include "session/lists.h"
#include "session/selection_options.h"
#include "session/text_options.h"
#include "util/error.h"

#define BUDGET_MAX 10000000
#define TIMEOUT 300
#define TIMEOUT_MAX 86400

#define SCHEMA_VERSION 1

static const char help[] =
"flamerec analyze FILE... [--json | --prompt | --ask URL --model NAME] [OPTIONS]\n"
"\n"
"Names the patterns in captures (.fsc), folded stacks, or the text of 'perf script': what takes\n"
"the time, the evidence, and what people do about it.\n"
"\n"
"      --min-share PCT    what has less of the samples is not told (default 3)\n"
"      --json             the same as JSON, for programs\n"
"      --prompt           all that is worth knowing as a text for a language model\n"
"      --budget TOKENS    how long that may be, at most (default 4000)\n"
"      --context TEXT     what the model should know: the program, the machine, the question\n"
"      --ask URL          send it to an OpenAI-compatible chat endpoint and print the answer, as\n"
"                         http://localhost:11434/v1; a key, if it wants one, comes from the\n"
"                         environment, FLAMEREC_API_KEY. What is sent is shown before, and you\n"
"                         are asked\n"
"      --model NAME       which model is asked\n"
"      --dry-run          show what --ask would send, and send nothing\n"
"      --yes              send it without being asked\n"
"      --timeout SECONDS  how long to wait for the answer (default 300)\n"
"  -h, --help             this text\n";

enum {
	OPTION_MIN_SHARE = 256,
	OPTION_JSON,
	OPTION_PROMPT,
	OPTION_BUDGET,
	OPTION_CONTEXT,
	OPTION_ASK,
	OPTION_MODEL,
	OPTION_DRY_RUN,
	OPTION_YES,
	OPTION_TIMEOUT,
};

static const struct option long_options[] = {
	{ "min-share", required_argument, NULL, OPTION_MIN_SHARE },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "prompt", no_argument, NULL, OPTION_PROMPT },
	{ "budget", required_argument, NULL, OPTION_BUDGET },
	{ "context", required_argument, NULL, OPTION_CONTEXT },
	{ "ask", required_argument, NULL, OPTION_ASK },
	{ "model", required_argument, NULL, OPTION_MODEL },
	{ "dry-run", no_argument, NULL, OPTION_DRY_RUN },
	{ "yes", no_argument, NULL, OPTION_YES },
	{ "timeout", required_argument, NULL, OPTION_TIMEOUT },
	{ "help", no_argument, NULL, 'h' },
	NAMING_LONG_OPTIONS,
	SELECTION_LONG_OPTIONS,
	{ NULL, 0, NULL, 0 },
};

/* What the command line asks for. */
struct request {
	struct naming_options naming;
	struct selection selection;
	struct ask ask;
	double min_share;
	uint32_t budget;
	const char *context;
	bool json, prompt, dry_run;
};

/* Takes stacks of CPUs that did not sleep; those of others are only counted. */
struct busy {
	struct tree *tree;
	double idle;
	size_t shared;		/* frames that the stack shares with the last one that was taken */
};

static void take_busy(void *arg, const struct stack *stack)
{
	struct busy *busy = arg;
	struct stack taken = *stack;

	if (taken.shared > busy->shared)
		taken.shared = busy->shared;
	busy->shared = taken.shared;
	if (stack_is_idle(stack)) {
		busy->idle += stack->count;
		return;
	}
	tree_take(busy->tree, &taken);
	busy->shared = SIZE_MAX;
}

static int write_prompt(const struct request *request, const struct subject *subject,
			const struct findings *findings, const struct input *input)
{
	struct prompt prompt = {
		.subject = subject, .findings = findings, .context = request->context,
	};
	char *quality = NULL, *text;
	size_t size;
	FILE *out = open_memstream(&quality, &size);
	int result = 0;

	input_quality_write(out, input, &subject->quality);
	fclose(out);
	prompt.quality = quality;
	text = prompt_text(&prompt, request->budget);
	if (!request->ask.endpoint.url)
		fputs(text, stdout);
	else if (!subject->tree->node[0].total)
		result = error("nothing ran; record while there is something to do");
	else if (request->dry_run)
		result = ask_dry_run(stdout, &request->ask, text);
	else
		result = ask(stdout, &request->ask, text);
	free(text);
	free(quality);
	return result;
}

static void write_json(const struct subject *subject, const struct findings *findings,
		       const struct input *input)
{
	struct json json = { .out = stdout };

	json_open(&json, NULL, '{');
	json_string(&json, "schema", "flamerec-analysis");
	json_number(&json, "version", SCHEMA_VERSION);
	input_quality_json(&json, input, &subject->quality);
	analysis_json(&json, subject, findings);
	json_close(&json, '}');
}

static int write_analysis(const struct request *request, const struct input *input,
			  const struct busy *busy)
{
	struct findings findings = { 0 };
	struct recorded recorded;
	struct subject subject;
	int result = 0;

	input_recorded(input, &recorded);
	analysis_start(&subject, busy->tree, busy->idle, &recorded, request->min_share);
	analyze(&subject, &findings);
	if (request->json)
		write_json(&subject, &findings, input);
	else if (request->prompt || request->ask.endpoint.url)
		result = write_prompt(request, &subject, &findings, input);
	else
		analysis_write(stdout, &subject, &findings);
	findings_free(&findings);
	analysis_end(&subject);
	return result;
}

static int analyze_files(struct request *request, char *const *files, size_t count)
{
	struct input input;
	struct tree tree;
	struct busy busy = { .tree = &tree };
	bool empty = false;
	int result;

	tree_init(&tree);
	result = input_open(&input, files, count, &request->naming, &request->selection, 0);
	if (!result)
		result = input_stacks(&input, 0, take_busy, &busy);
	if (!result) {
		tree_finish(&tree);
		result = write_analysis(request, &input, &busy);
		empty = !tree.node[0].total && !busy.idle;
	}
	input_free(&input);
	tree_free(&tree);
	if (fflush(stdout) || ferror(stdout))
		result = error("the analysis was not written: %s; write it elsewhere",
			       strerror(errno));
	return result || empty ? STATUS_FAILED : STATUS_OK;
}

static int take_endpoint(struct request *request, const char *url)
{
	if (request->ask.endpoint.url)
		return error("--ask: a second one, '%s'; give one", url);
	return endpoint_set(&request->ask.endpoint, url);
}

static int take_option(void *arg, int c, char *value)
{
	struct request *request = arg;

	if (c >= OPTION_SELECTION)
		return selection_option(&request->selection, c, value);
	if (c >= OPTION_NAMING)
		return naming_option(&request->naming, c, value);
	switch (c) {
	case OPTION_MIN_SHARE:
		return text_share("--min-share", value, &request->min_share);
	case OPTION_JSON:
		request->json = true;
		break;
	case OPTION_PROMPT:
		request->prompt = true;
		break;
	case OPTION_BUDGET:
		return parse_number("a number of tokens", value, PROMPT_BUDGET_MIN, BUDGET_MAX,
				    &request->budget);
	case OPTION_CONTEXT:
		request->context = value;
		break;
	case OPTION_ASK:
		return take_endpoint(request, value);
	case OPTION_MODEL:
		request->ask.model = value;
		break;
	case OPTION_DRY_RUN:
		request->dry_run = true;
		break;
	case OPTION_YES:
		request->ask.yes = true;
		break;
	case OPTION_TIMEOUT:
		return parse_number("a number of seconds", value, 1, TIMEOUT_MAX,
				    &request->ask.seconds);
	}
	return 0;
}

/* What goes together, and what does not. */
static int complete(struct request *request, size_t count)
{
	bool asks = request->ask.endpoint.url;

	if (!count)
		return error("what is to be analyzed? try 'flamerec analyze capture.fsc'");
	if (request->json && (request->prompt || asks))
		return error("--json is another form than --prompt and --ask; choose one");
	if (asks && (!request->ask.model || !*request->ask.model))
		return error("--ask: which model? name it with --model");
	if (!asks && (request->ask.model || request->dry_run || request->ask.yes))
		return error("--model, --dry-run and --yes are about --ask; give it, too");
	if (!asks && !request->prompt && (request->context || request->budget))
		return error("--context and --budget are about --prompt and --ask; give one of "
			     "these, too");
	if (!request->budget)
		request->budget = PROMPT_BUDGET;
	return 0;
}

static int run(void *arg, char *const *files, size_t count)
{
	struct request *request = arg;

	return complete(request, count) ? STATUS_USAGE : analyze_files(request, files, count);
}

static const struct command_line command_line = {
	.name = "flamerec analyze",
	.letters = ":h",
	.options = long_options,
	.help = (const char *const[]){
		help, selection_options_help, naming_heading, naming_options_help, NULL,
	},
	.take = take_option,
	.run = run,
};

int cmd_analyze(int argc, char **argv)
{
	struct request request = { .min_share = ANALYZE_MIN_SHARE, .ask.seconds = TIMEOUT };
	int status = command_line_run(&command_line, argc, argv, &request);

	endpoint_free(&request.ask.endpoint);
	selection_free(&request.selection);
	naming_options_free(&request.naming);
	return status;
}
