// SPDX-License-Identifier: GPL-2.0-or-later
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "session/endpoint.h"
#include "util/alloc.h"
#include "util/error.h"

#define PATH "/chat/completions"

#define LOOPBACK_NET 127	/* the first byte of 127.0.0.0/8 */

/* By the whole name or number: "localhost.example.org" and "127.0.0.1.example" are others. */
static bool is_local(const char *host)
{
	struct in6_addr six;
	struct in_addr four;
	size_t len = strcspn(host, ":");
	bool local;
	char *name;

	if (*host == '[') {
		name = xstrndup(host + 1, strcspn(host + 1, "]"));
		local = inet_pton(AF_INET6, name, &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
	} else {
		name = xstrndup(host, len);
		local = !strcasecmp(name, "localhost") ||
			(inet_pton(AF_INET, name, &four) == 1 &&
			 ntohl(four.s_addr) >> 24 == LOOPBACK_NET);
	}
	free(name);
	return local;
}

/* URLs have none; in a header or on a terminal they would do harm. */
static bool has_odd_characters(const char *url)
{
	for (const unsigned char *c = (const unsigned char *)url; *c; c++) {
		if (*c <= ' ' || *c >= 0x7f || strchr("\"<>\\^`{|}#", *c))
			return true;
	}
	return false;
}

int endpoint_set(struct endpoint *endpoint, const char *url)
{
	size_t scheme, len = strlen(url), host;

	*endpoint = (struct endpoint){ 0 };
	endpoint->encrypted = !strncasecmp(url, "https://", 8);
	scheme = endpoint->encrypted ? 8 : strncasecmp(url, "http://", 7) ? 0 : 7;
	if (has_odd_characters(url) || !scheme)
		return error("--ask: this is no URL with http or https; give one like "
			     "http://localhost:11434/v1");
	host = strcspn(url + scheme, "/?");
	if (!host || memchr(url + scheme, '@', host) || url[scheme + host] == '?' ||
	    strchr(url, '?'))
		return error("--ask: the URL has no host, or has a user, password or query in it; "
			     "give one like http://localhost:11434/v1, and the key in the "
			     "environment");
	while (len > scheme + host && url[len - 1] == '/')
		len--;
	if (len >= strlen(PATH) && !strncmp(url + len - strlen(PATH), PATH, strlen(PATH)))
		endpoint->url = xstrndup(url, len);
	else
		endpoint->url = xasprintf("%.*s" PATH, (int)len, url);
	endpoint->host = xstrndup(url + scheme, host);
	endpoint->path = endpoint->url + scheme + host;
	endpoint->local = is_local(endpoint->host);
	return 0;
}

void endpoint_free(struct endpoint *endpoint)
{
	free(endpoint->url);
	free(endpoint->host);
	*endpoint = (struct endpoint){ 0 };
}
