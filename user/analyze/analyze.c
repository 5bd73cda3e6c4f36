// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyze/analyze.h"
#include "output/label.h"
#include "util/plain.h"

void analysis_start(struct subject *subject, const struct tree *tree, double idle,
		    const struct recorded *recorded, double min_share)
{
	*subject = (struct subject){
		.tree = tree, .idle = idle, .recorded = *recorded, .min_share = min_share,
	};
	quality_measure(&subject->quality, tree);
	hot_collect(&subject->functions, tree);
	hot_sort_by_self(&subject->functions);
	activities_find(&subject->activities, tree);
}

void analysis_end(struct subject *subject)
{
	hot_free(&subject->functions);
	activities_free(&subject->activities);
}

void analyze(const struct subject *subject, struct findings *findings)
{
	static void (*const families[])(const struct subject *, struct findings *) = {
		find_bad_data, find_activities, find_contexts, find_wide_leaves, find_towers,
		find_repeated, find_parallel,
	};

	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		families[i](subject, findings);
	findings_sort(findings);
}

static void write_evidence(FILE *out, const struct finding *finding,
			   const struct evidence *evidence)
{
	char text[NUMBER_MAX];

	fprintf(out, "   %6s  ", label_percent(evidence->samples, finding->whole, text));
	plain_write(out, evidence->text);
	fputc('\n', out);
}

void finding_write(FILE *out, const struct finding *finding, size_t number)
{
	char text[NUMBER_MAX];

	fprintf(out, "%zu. [%s", number, label_percent(finding->samples, finding->whole, text));
	if (!finding->pattern->about_data)
		fprintf(out, ", %.1f..%.1f", 100 * finding->share.low, 100 * finding->share.high);
	fputs("] ", out);
	plain_write(out, finding->title);
	fprintf(out, " (%s; %s)\n", finding->pattern->id, sureness_word(finding->sure));
	for (size_t i = 0; i < finding->evidence_count; i++)
		write_evidence(out, finding, &finding->evidence[i]);
}

/* Words of a sentence, in lines that fit a terminal. */
static void write_wrapped(FILE *out, const char *head, const char *text)
{
	size_t column = fprintf(out, "   %s", head);

	while (*text) {
		size_t len = 0;

		while (text[len] && text[len] != ' ')
			len++;
		if (column + 1 + len > 100)
			column = fprintf(out, "\n  ") - 1;
		column += fprintf(out, " %.*s", (int)len, text);
		text += len + (text[len] == ' ');
	}
	fputc('\n', out);
}

void analysis_write(FILE *out, const struct subject *subject, const struct findings *findings)
{
	double busy = subject->tree->node[0].total;
	char text[NUMBER_MAX], percent[NUMBER_MAX];

	fprintf(out, "%s samples", number_grouped(busy, text));
	if (subject->idle)
		fprintf(out, " that were not idle; %s more were, and are left out of the "
			"shares below", number_grouped(subject->idle, text));
	fputc('\n', out);
	if (!busy)
		fputs("nothing ran: there is nothing to analyze\n", out);
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->finding[i];

		fputc('\n', out);
		finding_write(out, finding, i + 1);
		write_wrapped(out, "What it is:", finding->pattern->means);
		write_wrapped(out, "What helps:", finding->pattern->advice);
	}
	if (busy && !findings->count)
		fprintf(out, "\nno known pattern has %s of them; see 'flamerec report'\n",
			label_percent(subject->min_share, 1, percent));
}

static void write_finding(struct json *json, const struct finding *finding)
{
	json_open(json, NULL, '{');
	json_string(json, "id", finding->pattern->id);
	json_string(json, "title", finding->title);
	json_bool(json, "about_data", finding->pattern->about_data);
	json_string(json, "sure", sureness_word(finding->sure));
	json_number(json, "samples", finding->samples);
	json_number(json, "of", finding->whole);
	json_number(json, "share", finding->share.share);
	json_number(json, "low", finding->share.low);
	json_number(json, "high", finding->share.high);
	json_open(json, "evidence", '[');
	for (size_t i = 0; i < finding->evidence_count; i++) {
		json_open(json, NULL, '{');
		json_string(json, "frames", finding->evidence[i].text);
		json_number(json, "samples", finding->evidence[i].samples);
		json_close(json, '}');
	}
	json_close(json, ']');
	json_string(json, "means", finding->pattern->means);
	json_string(json, "advice", finding->pattern->advice);
	json_close(json, '}');
}

void analysis_json(struct json *json, const struct subject *subject,
		   const struct findings *findings)
{
	json_number(json, "samples", subject->tree->node[0].total);
	json_number(json, "idle", subject->idle);
	json_number(json, "min_share", subject->min_share);
	json_open(json, "findings", '[');
	for (size_t i = 0; i < findings->count; i++)
		write_finding(json, &findings->finding[i]);
	json_close(json, ']');
}
