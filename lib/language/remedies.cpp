#include <array>

#include "language/catalogue.hpp"

namespace ciclo::language {
namespace {

constexpr std::array k_remedies{
    // What the tables hold (exit_code.cpp, cycle.cpp).
    Entry{"a complete cycle, recorded", "um ciclo completo, registrado"},
    Entry{"unchanged", "nada mudou"},
    Entry{"faturamento kept, carteira not run", "faturamento mantido, carteira não executada"},
    Entry{"the stages before it kept, the backlog unchanged",
          "etapas anteriores mantidas, a carteira não mudou"},
    Entry{"unknown whether committed: the answer to a COMMIT was lost",
          "talvez gravado, talvez não: a resposta de um COMMIT se perdeu"},
    Entry{"everything but what was not found", "tudo, menos o que não foi encontrado"},
    Entry{"everything but the records that 'ciclo rejects' names",
          "tudo, menos os registros que 'ciclo rejects' lista"},
    Entry{"committed stages kept", "etapas confirmadas mantidas"},
    Entry{"{} (committed)", "{} (confirmadas)"},
    Entry{"unchanged: no stage was committed", "tudo como estava: nenhuma etapa foi confirmada"},
    Entry{"unchanged: a dry run writes nothing", "tudo como estava: uma simulação não grava nada"},
    // Why, or who acts (exit_code.cpp).
    Entry{"also when there was nothing to do", "também quando não havia nada a fazer"},
    Entry{"the next run repairs it", "a próxima execução corrige"},
    Entry{"needs human review", "uma pessoa precisa olhar"},
    Entry{"every cycle retries them", "cada ciclo tenta de novo"},
    Entry{"'ciclo status' only: the last good run of a stage is older than --max-age",
          "só em 'ciclo status': a última execução boa de uma etapa é mais antiga que --max-age"},
    Entry{"--dry-run --detailed-exitcode only: a cycle would change rows",
          "só com --dry-run --detailed-exitcode: um ciclo mudaria linhas"},
    Entry{"an unknown command or option, or options that contradict each other",
          "palavra ou opção desconhecida, ou opções que se contradizem"},
    Entry{"Odoo cannot be reached before the first stage; transient",
          "o Odoo não respondeu antes da primeira etapa; temporário"},
    Entry{"out of memory, or a bug: please report it",
          "faltou memória, ou um defeito do programa: por favor, avise os desenvolvedores"},
    Entry{"give the process more memory, or lower --page-size",
          "dê mais memória ao processo, ou diminua --page-size"},
    Entry{"PostgreSQL cannot be reached, is full or read-only before the first stage; transient",
          "o PostgreSQL não respondeu, está cheio ou só de leitura antes da primeira etapa; temporário"},
    Entry{"another cycle holds the lock", "outro ciclo está com a trava"},
    Entry{"Odoo or PostgreSQL refused the login or a needed right",
          "o Odoo ou o PostgreSQL recusou o login ou uma permissão necessária"},
    Entry{"a missing or wrong value of a variable or flag, a missing or older schema, a pooled connection",
          "variável ou opção ausente ou errada, esquema ausente ou antigo, ou conexão por um pooler"},
    Entry{"deadline exceeded; stopped cleanly", "o tempo acabou; parou de forma limpa"},
    Entry{"stopped cleanly by SIGHUP", "parado de forma limpa por SIGHUP"},
    Entry{"stopped cleanly by SIGINT", "parado de forma limpa por SIGINT"},
    Entry{"stopped cleanly by SIGTERM", "parado de forma limpa por SIGTERM"},
    Entry{"stopped cleanly; the next run will catch up",
          "parou sem deixar nada pela metade: a próxima execução continua"},
    // The program and its settings.
    Entry{"correct the name or number; what exists must be inside the filters ('ciclo check') and visible to "
          "the "
          "Odoo user",
          "corrija o nome ou o número; o que existe precisa estar dentro dos filtros ('ciclo check') e "
          "visível ao "
          "usuário do Odoo"},
    Entry{"a run with --pedido or --nf reads just what they name, whatever the windows say",
          "uma execução com --pedido ou --nf lê só o que eles nomeiam, sem olhar as janelas"},
    Entry{"upper and lower case differ; a pedido that was typed into the application is never touched",
          "maiúsculas e minúsculas são diferentes; um pedido digitado no aplicativo nunca é alterado"},
    Entry{"'{} --help' shows the options", "'{} --help' mostra as opções"},
    Entry{"'ciclo {} --help' lists every setting", "'ciclo {} --help' lista todas as configurações"},
    Entry{"send it to a file on a disk with free space, or to a program that reads to the end; what a cycle "
          "did is in 'ciclo history'",
          "envie para um arquivo com espaço ou para um programa que leia até o fim; o que o ciclo fez está "
          "em 'ciclo history'"},
    Entry{"read it to its end, send it to a file, or raise --deadline",
          "leia até o fim, mande para um arquivo, ou aumente --deadline"},
    Entry{"please report this, with the command line",
          "por favor, avise os desenvolvedores e mande a linha de comando"},
    Entry{"set TMPDIR to a directory with free space, or omit --verbose: the counts need no file",
          "aponte TMPDIR para um diretório com espaço, ou tire --verbose: as contagens não precisam de "
          "arquivo"},
    Entry{"another session holds the lock: pg_stat_activity and pg_blocking_pids() show which; the next run "
          "tries again",
          "outra sessão segura o bloqueio: pg_stat_activity e pg_blocking_pids() mostram qual; a próxima "
          "execução tenta de novo"},
    Entry{"does Odoo answer at all? if it is only slow, raise --deadline",
          "o Odoo responde? se só está lento, aumente --deadline"},
    Entry{"raise --deadline, or find what is slow with --verbose",
          "aumente --deadline, ou descubra com --verbose o que está lento"},
    // PostgreSQL.
    Entry{"check user and password in DATABASE_URL", "confira usuário e senha em DATABASE_URL"},
    Entry{"check the user in DATABASE_URL, pg_hba.conf and sslmode",
          "confira o usuário em DATABASE_URL, o pg_hba.conf e o sslmode"},
    Entry{"create it, or correct its name in DATABASE_URL",
          "crie o banco, ou corrija o nome dele em DATABASE_URL"},
    Entry{"grant CONNECT to it", "dê CONNECT a esse papel (GRANT)"},
    Entry{"raise max_connections or the limit of the role or database (a dry run needs two connections), or "
          "find who "
          "holds so many in pg_stat_activity",
          "aumente max_connections ou o limite do papel ou do banco (uma simulação precisa de duas "
          "conexões), ou "
          "descubra em pg_stat_activity quem ocupa tantas"},
    Entry{"write the password into DATABASE_URL, or set PGPASSWORD or PGPASSFILE",
          "ponha a senha em DATABASE_URL, ou defina PGPASSWORD ou PGPASSFILE"},
    Entry{"write the user into DATABASE_URL: postgresql://user@host/database",
          "ponha o usuário em DATABASE_URL: postgresql://usuario@host/banco"},
    Entry{"does the name server answer? check DATABASE_URL",
          "o servidor de nomes responde? confira DATABASE_URL"},
    Entry{"is the server up, and reachable from here? check DATABASE_URL",
          "o servidor está no ar e acessível daqui? confira DATABASE_URL"},
    Entry{"write postgresql://user:password@host:5432/database, special characters of the password "
          "percent-encoded, after '?' only parameters that libpq knows",
          "escreva postgresql://usuario:senha@servidor:5432/banco, com os caracteres especiais da senha em "
          "percent-encoding e, depois de '?', só parâmetros que a libpq conhece"},
    Entry{"check DATABASE_URL", "confira DATABASE_URL"},
    Entry{"check sslmode in DATABASE_URL, and that the server offers TLS",
          "confira o sslmode em DATABASE_URL, e se o servidor oferece TLS"},
    Entry{"check sslmode and sslrootcert in DATABASE_URL", "confira sslmode e sslrootcert em DATABASE_URL"},
    Entry{"DATABASE_URL must lead to the primary, and the database must not be set to read-only",
          "DATABASE_URL precisa levar ao servidor primário, e o banco não pode estar só de leitura"},
    Entry{"use the direct connection string of the database, or a pooler that pools sessions; not one that "
          "pools transactions",
          "use o endereço direto do banco, não o do pooler"},
    Entry{"run 'ciclo schema apply'", "execute 'ciclo schema apply'"},
    Entry{"a column of another type is the application's to change ('ciclo schema print' shows what is "
          "expected)",
          "coluna de outro tipo: quem muda é a aplicação ('ciclo schema print' mostra o esperado)"},
    Entry{
        "give a column that new rows do not know a default: ALTER TABLE ... ALTER COLUMN ... SET DEFAULT ...",
        "dê um valor padrão à coluna que as linhas novas não conhecem: ALTER TABLE ... ALTER COLUMN ... SET "
        "DEFAULT ..."},
    Entry{"is DATABASE_URL the right database? if it is, run 'ciclo schema apply'",
          "DATABASE_URL aponta para o banco certo? se sim, execute 'ciclo schema apply'"},
    Entry{"run 'ciclo schema apply', then 'ciclo check' and 'ciclo'",
          "execute 'ciclo schema apply', depois 'ciclo check' e 'ciclo'"},
    Entry{"hidden rows would be taken for rows that are gone: ALTER ROLE ... BYPASSRLS, or ALTER TABLE ... "
          "DISABLE "
          "ROW LEVEL SECURITY (for the table's owner: NO FORCE ROW LEVEL SECURITY)",
          "linhas escondidas pareceriam apagadas: ALTER ROLE ... BYPASSRLS, ou ALTER TABLE ... DISABLE ROW "
          "LEVEL "
          "SECURITY (para o dono da tabela: NO FORCE ROW LEVEL SECURITY)"},
    Entry{"a view may hide rows, and its rows have no versions: put the table itself first in the search "
          "path of "
          "the role",
          "uma visão pode esconder linhas, e as linhas dela não têm versões: ponha a própria tabela primeiro "
          "no "
          "search_path do papel"},
    Entry{
        "where the sequence that numbers the rows is behind them: SELECT setval(pg_get_serial_sequence('{}', "
        "'id'), max(id)) FROM {}",
        "se a sequência que numera as linhas ficou para trás: SELECT setval(pg_get_serial_sequence('{}', "
        "'id'), "
        "max(id)) FROM {}"},
    Entry{"no later run repairs this: someone has to correct what the error names",
          "nenhuma execução seguinte corrige isto: alguém precisa corrigir o que o erro aponta"},
    Entry{"upgrade Odoo: earlier versions store NFs in another way",
          "atualize o Odoo: as versões anteriores guardam NFs de outra forma"},
    Entry{"grant SELECT on it to this role", "dê SELECT nela a este papel (GRANT)"},
    Entry{"grant SELECT and UPDATE on it to this role", "dê SELECT e UPDATE nela a este papel (GRANT)"},
    Entry{"a cycle is writing the row; try again in a moment",
          "um ciclo está gravando a linha; tente de novo daqui a pouco"},
    Entry{"set CICLO_TIME_ZONE to a name like 'America/Sao_Paulo'",
          "ponha em CICLO_TIME_ZONE um nome como 'America/Sao_Paulo'"},
    Entry{"wait for it; 'ciclo status' shows its host and session",
          "espere; 'ciclo status' mostra a máquina e a sessão dele"},
    Entry{
        "no later run repairs this: 'ciclo check' names the right that the role or the Odoo user lacks",
        "nenhuma execução corrige isto: 'ciclo check' diz qual direito falta ao papel ou ao usuário do Odoo"},
    // Odoo.
    Entry{
        "is ODOO_URL the address of an Odoo server, without a path, and no maintenance page in front of it?",
        "ODOO_URL é o endereço de um servidor Odoo, sem caminho, e não há página de manutenção na frente "
        "dele?"},
    Entry{"the log of Odoo has the whole error; the next run tries again",
          "o log do Odoo tem o erro inteiro; a próxima execução tenta de novo"},
    Entry{"check ODOO_USERNAME and ODOO_API_KEY; from Odoo 18 on a key expires; JSON-2, and a user with "
          "two-factor login, need an API key, not a password",
          "confira ODOO_USERNAME e ODOO_API_KEY; a partir do Odoo 18 a chave expira; o JSON-2, e usuário com "
          "verificação em duas etapas, precisam de chave de API, não de senha"},
    Entry{"check ODOO_DB; with --odoo-api jsonrpc /json/2 is not needed",
          "confira ODOO_DB; com --odoo-api jsonrpc o /json/2 não é preciso"},
    Entry{"correct ODOO_URL and ODOO_DB; where another Odoo takes over on purpose, see 'Another Odoo' in "
          "cron/OPERATIONS.md",
          "corrija ODOO_URL e ODOO_DB; se outro Odoo assume de propósito, veja 'Another Odoo' em "
          "cron/OPERATIONS.md"},
    Entry{"leave --tipos-pedido out; or name the fields that tell kinds apart, of sale.order and of "
          "account.move "
          "(lib/odoo/README.md, Localisations)",
          "deixe --tipos-pedido de fora; ou dê os campos que distinguem os tipos, de sale.order e de "
          "account.move "
          "(lib/odoo/README.md, Localisations)"},
    Entry{"JSON-2 exists from Odoo 19 on; leave --odoo-api at auto",
          "JSON-2 existe a partir do Odoo 19; deixe --odoo-api em auto"},
    Entry{"check ODOO_DB and ODOO_URL; JSON-2 exists from Odoo 19 on (--odoo-api)",
          "confira ODOO_DB e ODOO_URL; JSON-2 existe a partir do Odoo 19 (--odoo-api)"},
    Entry{"ODOO_API_KEY is a password: make an API key for this user; Odoo 22 takes no password",
          "ODOO_API_KEY é uma senha: crie uma chave de API para este usuário; o Odoo 22 não aceita senha"},
    Entry{"check ODOO_URL; for a private authority give its file",
          "confira ODOO_URL; para uma autoridade própria, informe o arquivo dela (--odoo-ca-file)"},
    Entry{"the web server in front of Odoo requires a login of its own",
          "o servidor web na frente do Odoo pede um login próprio"},
    Entry{"the web server in front of Odoo denies access to this machine",
          "o servidor web na frente do Odoo recusa esta máquina"},
    Entry{"raise client_max_body_size of the web server in front of Odoo",
          "aumente client_max_body_size do servidor web na frente do Odoo"},
    Entry{"give the Odoo user read access to this model and its fields",
          "dê ao usuário do Odoo leitura deste modelo e dos campos dele"},
    Entry{"give the Odoo user read access to this model, then run once with --full",
          "dê ao usuário do Odoo leitura deste modelo e depois execute uma vez com --full"},
    Entry{"is Odoo up, and reachable from here? check ODOO_URL; the next run will catch up",
          "o Odoo está no ar e acessível daqui? confira ODOO_URL; a próxima execução recupera o que faltou"},
    Entry{"Odoo's clock bounds what is read; have the web server in front of it pass the header on",
          "o relógio dele diz até quando se leu; faça o servidor web na frente dele repassar o cabeçalho"},
    Entry{"synchronize the clock of Odoo's server, or of the web server in front of it, by NTP",
          "acerte por NTP o relógio do servidor do Odoo, ou do servidor web na frente dele"},
    Entry{"these are wildcards in a search of Odoo", "são curingas numa busca do Odoo"},
    Entry{"check ODOO_DB", "confira ODOO_DB"},
    Entry{"give the user read access to the field, or name another field with CICLO_FIELDS=model.field=other",
          "dê ao usuário leitura do campo, ou indique outro campo com CICLO_FIELDS=modelo.campo=outro"},
    Entry{"name the localisation that this Odoo has with --localisation (CICLO_LOCALISATION): ciel, oca or "
          "native; if it is this one, give the user read access to these fields",
          "indique a localização deste Odoo com --localisation (CICLO_LOCALISATION): ciel, oca ou native; se "
          "for mesmo esta, dê ao usuário leitura destes campos"},
    Entry{"use --localisation {} (CICLO_LOCALISATION), whose fields this Odoo has",
          "use --localisation {} (CICLO_LOCALISATION), cujos campos este Odoo tem"},
    // Fuses, checks, rejects.
    Entry{"'ciclo rejects' names them and what to do; every cycle retries them, and what nobody can correct "
          "can be accepted",
          "'ciclo rejects' mostra quais são e o que fazer; cada ciclo tenta de novo, e o que ninguém pode "
          "corrigir "
          "pode ser aceito"},
    Entry{"compare the NFs named with Odoo; --full reads the last 30 days again and fixes them, --since "
          "further back; what Odoo does not have must be corrected by hand; once a person has looked, "
          "--integrity=warn lets one cycle through",
          "compare com o Odoo as NFs citadas; --full relê os últimos 30 dias e corrige, --since alcança mais "
          "longe; o que o Odoo não fornece se corrige à mão; depois que uma pessoa olhou, --integrity=warn "
          "deixa "
          "passar um ciclo"},
    Entry{
        "did the filters change, or the companies of the Odoo user? 'ciclo --dry-run --verbose "
        "--allow-mass-removal' lists every row; if that is right, run once with --allow-mass-removal",
        "mudaram os filtros, ou as empresas do usuário do Odoo? 'ciclo --dry-run --verbose "
        "--allow-mass-removal' lista cada linha; se estiver certo, execute uma vez com --allow-mass-removal"},
    Entry{
        "did quantities change in Odoo, or the filters here? 'ciclo --dry-run --verbose "
        "--allow-mass-removal' lists every row; if that is right, run once with --allow-mass-removal",
        "mudaram quantidades no Odoo, ou os filtros aqui? 'ciclo --dry-run --verbose "
        "--allow-mass-removal' lista cada linha; se estiver certo, execute uma vez com --allow-mass-removal"},
    Entry{"the next run reads the lines and these NFs again",
          "a próxima execução lê de novo as linhas e estas NFs"},
    Entry{"records were lost in transit or created meanwhile; the next run reads them again; if it repeats, "
          "check the proxies between Odoo and this program",
          "registros se perderam no caminho ou foram criados nesse meio-tempo; a próxima execução os relê; "
          "se persistir, verifique os proxies entre o Odoo e este programa"},
    Entry{"check the companies and groups of the Odoo user: record rules hide records without an error",
          "veja as empresas e os grupos do usuário do Odoo: regras de registro escondem linhas sem erro"},
    Entry{"check the companies and groups of the Odoo user: record rules hide records without an error; if "
          "so many were really deleted in Odoo, run once with a higher --absent-fuse-pedidos",
          "veja as empresas e os grupos do usuário do Odoo: regras de registro escondem linhas sem erro; se "
          "tantos foram mesmo excluídos no Odoo, execute uma vez com --absent-fuse-pedidos maior"},
    Entry{"was the table restored? then forget those NFs, 'DELETE FROM ciclo_nf k WHERE NOT EXISTS (SELECT 1 "
          "FROM faturamento_produto f WHERE f.numero_nf = k.numero_nf)', and run once with --full; if people "
          "excluded so many, run with a higher --absent-fuse-pedidos",
          "a tabela foi restaurada? então faça esquecer essas NFs, 'DELETE FROM ciclo_nf k WHERE NOT EXISTS "
          "(SELECT 1 FROM faturamento_produto f WHERE f.numero_nf = k.numero_nf)', e execute uma vez com "
          "--full; se pessoas excluíram tantas, execute com --absent-fuse-pedidos maior"},
    Entry{
        "did kinds, companies or numbers of NFs change in Odoo? 'ciclo --dry-run --verbose "
        "--allow-mass-removal' lists every row; if that is right, run once with --allow-mass-removal",
        "mudaram no Odoo tipos, empresas ou números de NFs? 'ciclo --dry-run --verbose "
        "--allow-mass-removal' lista cada linha; se estiver certo, execute uma vez com --allow-mass-removal"},
};

}  // namespace

std::span<const Entry> remedies() {
    return k_remedies;
}

}  // namespace ciclo::language
