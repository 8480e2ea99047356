;;; netz-mode-tests.el --- Tests of netz-mode  -*- lexical-binding: t; -*-

;;; Code:

(require 'ert)
(require 'seq)

(defconst netz-tests-folder (file-name-directory (or load-file-name buffer-file-name)))
(defconst netz-tests-root (expand-file-name "../../../" netz-tests-folder))

(load (expand-file-name "../netz-mode.el" netz-tests-folder) nil t)
(setq netz-program (or (getenv "NETZ") "netz"))

(defun netz-tests-examples ()
  "The files that the style of every editor is held to."
  (append (directory-files-recursively (expand-file-name "examples" netz-tests-root) "\\.netz\\'")
          (list (expand-file-name "editors/vim/test/indent.netz" netz-tests-root))))

(defmacro netz-tests-with (text &rest body)
  "Run BODY in a buffer in `netz-mode' with TEXT, painted."
  (declare (indent 1))
  `(with-temp-buffer
     (insert ,text)
     (netz-mode)
     (font-lock-ensure)
     (goto-char (point-min))
     ,@body))

(defun netz-tests-faces (text)
  "The words of TEXT with their faces, in order."
  (netz-tests-with text
    (let (found)
      (while (re-search-forward "[^ \t\n]" nil t)
        (backward-char)
        (let* ((face (get-text-property (point) 'face))
               (end (or (next-single-property-change (point) 'face) (point-max)))
               (word (string-trim (buffer-substring-no-properties (point) end))))
          (push (cons word face) found)
          (goto-char end)))
      (nreverse found))))

(defun netz-tests-expect (text &rest expected)
  "Expect that words of TEXT have the faces of EXPECTED: a word and a face by turns."
  (let ((found (netz-tests-faces text)))
    (while expected
      (let* ((word (pop expected))
             (face (pop expected)))
        (should (member (cons word face) found))))))

(ert-deftest netz-a-file-is-recognised ()
  (with-current-buffer (find-file-noselect (expand-file-name "examples/platform/main.netz" netz-tests-root))
    (should (eq major-mode 'netz-mode))
    (should (equal comment-start "# "))
    (kill-buffer)))

(ert-deftest netz-declarations ()
  (netz-tests-expect "extern zone kube-system { segment dns-pods: k8s-app=kube-dns }  # what; they {say}"
                     "extern" 'font-lock-keyword-face "zone" 'font-lock-keyword-face "kube-system" 'font-lock-type-face
                     "dns-pods" 'font-lock-variable-name-face "k8s-app" 'font-lock-builtin-face
                     "kube-dns" 'font-lock-string-face "what; they {say}" 'font-lock-comment-face)
  (netz-tests-expect "zone t = namespaces where tenant=yes, x in (a, b) isolates egress"
                     "tenant" 'font-lock-builtin-face "yes" 'font-lock-string-face "b" 'font-lock-string-face
                     "isolates" 'font-lock-keyword-face "egress" 'font-lock-keyword-face)
  (netz-tests-expect "cluster live {\n  pods 10.244.0.0/16,\n    fd00::/108; source-ip preserved\n}"
                     "live" 'font-lock-type-face "10.244.0.0/16" 'font-lock-constant-face
                     "fd00::/108" 'font-lock-constant-face "source-ip" 'font-lock-keyword-face "preserved" 'font-lock-keyword-face)
  (netz-tests-expect "segment backend as jobs tcp/8080,http:\n  app=api, tier in (web,\n    core) |  # or\n  !canary"
                     "as" 'font-lock-keyword-face "jobs" 'font-lock-variable-name-face "tcp" 'font-lock-type-face
                     "8080,http" 'font-lock-constant-face "app" 'font-lock-builtin-face "core" 'font-lock-string-face
                     "canary" 'font-lock-builtin-face))

(ert-deftest netz-a-word-of-a-statement-is-a-name-in-a-flow ()
  (dolist (text '("zone -> port tcp/80" "quota ->\n  # a remark; {\n  zone tcp/80" "web,\nzone -> db tcp/80" "zone can read pods"))
    (let ((faces (netz-tests-faces text)))
      (should-not (member (cons "zone" 'font-lock-keyword-face) faces))
      (should (member (cons "zone" 'font-lock-variable-name-face) faces))))
  (netz-tests-expect "zone prod" "zone" 'font-lock-keyword-face)
  (netz-tests-expect "web-zone -> db tcp/80" "web-zone" 'font-lock-variable-name-face)
  (netz-tests-expect "as -> b tcp/80" "as" 'font-lock-warning-face))

(ert-deftest netz-flows ()
  (netz-tests-expect "never *-dev/* ->> prod/db; never a -> b metrics"
                     "never" 'font-lock-keyword-face "*-dev" 'font-lock-type-face "->>" 'font-lock-keyword-face
                     "prod" 'font-lock-type-face "db" 'font-lock-variable-name-face)
  (netz-tests-expect "a -> 10.0.0.0/8 except (10.6.0.0/16,\n  10.7.0.0/16), corp tcp/443 egress only because \"x; {y}\" until 2030-01-01"
                     "except" 'font-lock-keyword-face "10.7.0.0/16" 'font-lock-constant-face
                     "corp" 'font-lock-variable-name-face "443" 'font-lock-constant-face
                     "egress only" 'font-lock-keyword-face "because" 'font-lock-keyword-face "\"x; {y}\"" 'font-lock-string-face
                     "2030-01-01" 'font-lock-constant-face))

(ert-deftest netz-services-as-endpoints ()
  (netz-tests-expect "service pay/api -> web\nx -> service shop/db"
                     "service" 'font-lock-keyword-face "pay" 'font-lock-type-face "api" 'font-lock-variable-name-face
                     "shop" 'font-lock-type-face "db" 'font-lock-variable-name-face)
  (netz-tests-expect "web -> service tcp/80" "service" 'font-lock-variable-name-face "tcp" 'font-lock-type-face)
  (netz-tests-expect "service pay = web tcp/80" "service" 'font-lock-keyword-face "pay" 'font-lock-variable-name-face))

(ert-deftest netz-grants ()
  (netz-tests-expect "dev has clusterrole view, viewer in prod, staging because \"e\""
                     "has" 'font-lock-keyword-face "clusterrole" 'font-lock-keyword-face "viewer" 'font-lock-variable-name-face
                     "prod" 'font-lock-type-face "staging" 'font-lock-type-face "because" 'font-lock-keyword-face)
  (netz-tests-expect "o can verb \"x\", read all of apps except (daemonsets) named a, b cluster-wide"
                     "can" 'font-lock-keyword-face "verb" 'font-lock-keyword-face "read" 'font-lock-function-name-face
                     "all of" 'font-lock-keyword-face "apps" 'font-lock-type-face "daemonsets" 'font-lock-type-face
                     "named" 'font-lock-keyword-face "b" 'font-lock-constant-face "cluster-wide" 'font-lock-keyword-face))

(ert-deftest netz-every-character-of-the-examples-has-a-colour ()
  (dolist (file (netz-tests-examples))
    (netz-tests-with (with-temp-buffer (insert-file-contents file) (buffer-string))
      (while (re-search-forward "[^] \t\n;,:/(){}@[]" nil t)
        (let ((face (get-text-property (1- (point)) 'face)))
          (when (or (null face) (eq face 'font-lock-warning-face))
            (ert-fail (format "%s:%d: %s is %s" file (line-number-at-pos) (buffer-substring (1- (point)) (point)) face))))))))

(ert-deftest netz-colours-are-the-same-after-an-edit-in-the-middle ()
  (dolist (file (netz-tests-examples))
    (netz-tests-with (with-temp-buffer (insert-file-contents file) (buffer-string))
      (let ((before (buffer-string)))
        (while (not (eobp))
          (let ((from (point)))
            (font-lock-flush from (min (point-max) (+ from 30)))
            (font-lock-ensure from (min (point-max) (+ from 30)))
            (forward-line 3)))
        (should (equal-including-properties (substring-no-properties before) (buffer-substring-no-properties (point-min) (point-max))))
        (dotimes (index (length before))
          (unless (equal (get-text-property index 'face before) (get-text-property (1+ index) 'face))
            (ert-fail (format "%s: position %d: %s" file index (substring-no-properties before index (min (length before) (+ index 20)))))))))))

(ert-deftest netz-indentation-is-that-of-netz-fmt ()
  (dolist (file (netz-tests-examples))
    (let ((formatted (with-temp-buffer
                       (should (eq 0 (call-process netz-program file t nil "fmt" "-")))
                       (buffer-string))))
      (netz-tests-with (replace-regexp-in-string "^[ \t]+" "" formatted)
        (let ((inhibit-message t)) (indent-region (point-min) (point-max)))
        (should (equal (buffer-string) formatted))))))

(ert-deftest netz-a-new-line-is-indented-while-it-is-typed ()
  (netz-tests-with ""
    (electric-indent-local-mode 1)
    (dolist (line '("zone shop isolates {" "frontend," "worker ->" "db" "a -> b" "}"))
      (goto-char (point-max))
      (dolist (char (string-to-list line))
        (let ((last-command-event char)) (self-insert-command 1)))
      (let ((last-command-event ?\n)) (newline nil t)))
    (should (equal (string-trim-right (buffer-string))
                   "zone shop isolates {\n  frontend,\n    worker ->\n    db\n  a -> b\n}"))))

(ert-deftest netz-the-buffer-is-formatted ()
  (netz-tests-with "zone shop isolates {\nfrontend->db tcp/80\n}\n"
    (netz-format-buffer)
    (should (equal (buffer-string) "zone shop isolates {\n  frontend -> db tcp/80\n}\n"))))

(ert-deftest netz-compilation-finds-what-netz-check-says ()
  (let ((folder (file-name-as-directory (make-temp-file "netz" t))))
    (unwind-protect
        (let ((default-directory folder))
          (write-region "zone shop isolates\nsegment backend tcp/8080\nfronted -> backend\nsegment frontend\nfrontend -> anywhere any\n"
                        nil "main.netz" nil 'silent)
          (with-temp-buffer
            (setq default-directory folder)
            (call-process netz-program nil t nil "check" "--message-format" "short")
            (compilation-mode)
            (let ((inhibit-read-only t)) (compilation-parse-errors (point-min) (point-max)))
            (goto-char (point-min))
            (let (found)
              (while (not (eobp))
                (let ((message (get-text-property (point) 'compilation-message)))
                  (when message
                    (let* ((place (compilation--message->loc message)))
                      (push (list (caar (compilation--loc->file-struct place)) (compilation--loc->line place)
                                  (compilation--loc->col place) (compilation--message->type message))
                            found))))
                (forward-line 1))
              (should (member (list "main.netz" 3 1 2) found))
              (should (member (list "main.netz" 5 1 1) found)))))
      (delete-directory folder t))))

(provide 'netz-mode-tests)
;;; netz-mode-tests.el ends here
